import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generationRequestSchema } from '@akezora/contract';
import { encodeAll, type Frame, still } from '@akezora/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/arguments.ts';
import { generateCommand } from '../../src/generate/command.ts';
import { generateOptions, normalise } from '../../src/generate/options.ts';
import { requestOf } from '../../src/generate/request.ts';
import { recordingTerminal } from '../terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'akezora-cli-'));
const clip = join(folder, 'clip.mp4');
const picture = join(folder, 'picture.png');
const grey = (): Frame => ({ width: 64, height: 64, data: new Uint8Array(64 * 64 * 4).fill(120), at: 0 });

beforeAll(async () => {
  await encodeAll(Array.from({ length: 72 }, grey), { file: clip, width: 64, height: 64, fps: 24, codec: 'h264' });
  writeFileSync(picture, await still(grey(), { format: 'png' }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const commandRequest = (...words: string[]) => requestOf(parseArguments('generate', normalise(words), generateOptions));

/** The request of a command line. */
const asked = async (...words: string[]) => generationRequestSchema.parse((await commandRequest(...words)).request);
const conditions = async (...words: string[]) => (await asked('x', '--seconds', '10', ...words)).conditions;

describe('the options of generate', () => {
  it('become fields of the request', async () => {
    const words = [
      'a fox',
      'running',
      '--aspect',
      '9:16',
      '--resolution',
      '720p',
      '--seconds',
      '4',
      '--fps=12',
      '--seed',
      '7',
    ];
    expect(await asked(...words, '--quality', 'teacher', '--preset', 'balloon', '--model', 'm')).toEqual({
      prompt: 'a fox running',
      aspect: '9:16',
      resolution: '720p',
      seconds: 4,
      fps: 12,
      seed: 7,
      quality: 'best',
      preset: 'balloon',
      model: 'm',
    });
    expect((await asked('x', '--size', '640x360')).size).toEqual({ width: 640, height: 360 });
  });

  it.each([
    [['--size', '1280*720'], { size: { width: 1280, height: 720 } }],
    [['--size', '720p'], { resolution: '720p' }],
    [['--size', 'auto'], {}],
    [['--resolution', '720'], { resolution: '720p' }],
    [['--aspect', '4:3', '--resolution', '720'], { size: { width: 960, height: 720 } }],
    [['--aspect', '9:16'], { aspect: '9:16' }],
    [['--aspect', '1920:1080', '--resolution', '360p'], { aspect: '16:9', resolution: '360p' }],
    [['--seed', '-1'], {}],
    [['--seed=-1'], {}],
  ])('take what other programs write: %o', async (words, part) => {
    const { prompt: _prompt, model: _model, ...rest } = await asked('x', ...words);
    expect(rest).toEqual(part);
  });

  it.each([
    ['--seed', '1.5', '0〜4294967295 の整数か、おまかせにする -1 を指定してください'],
    ['--seed', '-2', '0〜4294967295 の整数か、おまかせにする -1 を指定してください'],
    ['--resolution', '700', '360p, 480p, 540p, 720p, 1080p から選んでください'],
    ['--size', 'big', '--size 1280x720, 720p, 4:3, auto の形で書いてください'],
  ])('say in Japanese what to write in place of %s %s', async (option, value, ja) => {
    await expect(asked('x', option, value)).rejects.toMatchObject({ field: option, details: { reason: { ja } } });
  });

  it('make a clip of the shortest length from a source that is a little shorter', async () => {
    const short = join(folder, 'short.mp4');
    await encodeAll(Array.from({ length: 45 }, grey), { file: short, width: 64, height: 64, fps: 24, codec: 'h264' });
    expect((await asked('x', '--remix', `${short}:0.5`)).seconds).toBe(2);
    expect((await asked('x', '--blend', short, short)).seconds).toBe(2);
  });

  it('ask for a transition of a blend, by default the one that suits both clips', async () => {
    const [a, b] = [join(folder, 'a.mp4'), join(folder, 'b.mp4')];
    for (const file of [a, b])
      await encodeAll(Array.from({ length: 48 }, grey), { file, width: 64, height: 64, fps: 24, codec: 'h264' });
    expect((await asked('x', '--blend', a, b)).transition).toBe('auto');
    expect((await asked('x', '--blend', a, b, '--transition', 'wipe')).transition).toBe('wipe');
    // Clips that meet but do not overlap have none.
    expect((await asked('x', '--blend', a, b, '--seconds', '4')).transition).toBeUndefined();
    expect((await asked('x', '--video', a, '--video', `${b}@1`, '--transition', 'match')).transition).toBe('match');
    await expect(asked('x', '--blend', a, b, '--transition', 'star')).rejects.toMatchObject({ field: '--transition' });
  });

  it('read actors with their look, and name the option where one cannot be read', async () => {
    const actors = ['--actor', `momo=${picture}`, '--actor', '@ミケ=b.png,faces=left,scale=1.5,feet=0.9,kind=fly'];
    expect((await asked('@momo', ...actors)).actors).toEqual([
      { name: 'momo', image: picture },
      { name: 'ミケ', image: 'b.png', faces: 'left', scale: 1.5, feet: 0.9, kind: 'fly' },
    ]);
    for (const wrong of ['momo', '=a.png', 'momo=', 'momo=a.png,scale=9', 'momo=a.png,faces=up'])
      await expect(asked('x', '--actor', wrong)).rejects.toMatchObject({ code: 'request_invalid', field: '--actor' });
    const twice = asked('x', '--actor', 'momo=a.png', '--actor', 'momo=b.png');
    await expect(twice).rejects.toMatchObject({ code: 'request_invalid', field: '--actor' });
  });

  it('read a backdrop with its horizon, and name the option where it cannot be read', async () => {
    expect((await asked('x', '--backdrop', 'hills.jpg')).backdrop).toEqual({ image: 'hills.jpg' });
    expect((await asked('x', '--backdrop', 'a, b.jpg,horizon=0.4')).backdrop).toEqual({
      image: 'a, b.jpg',
      horizon: 0.4,
    });
    const comma = join(folder, 'c.png,horizon=0.1');
    writeFileSync(comma, 'x');
    expect((await asked('x', '--backdrop', comma)).backdrop).toEqual({ image: comma });
    for (const wrong of ['', 'a.jpg,horizon=', 'a.jpg,horizon=2', 'a.jpg,horizon=low'])
      await expect(asked('x', '--backdrop', wrong)).rejects.toMatchObject({
        code: 'request_invalid',
        field: '--backdrop',
      });
  });

  it('read LoRAs with their strength, and name the option where one cannot be read', async () => {
    const [first, second] = [join(folder, 'a.safetensors'), join(folder, 'b:1.safetensors')];
    for (const file of [first, second]) writeFileSync(file, 'x');
    expect((await asked('x', '--lora', first, '--lora', `${second}:0.5`, '--lora', `${first}:-1`)).loras).toEqual([
      { file: first, strength: 1 },
      { file: second, strength: 0.5 },
      { file: first, strength: -1 },
    ]);
    expect((await asked('x', '--model', 'm')).loras).toBeUndefined();
    for (const value of [`${first}:strong`, `${first}:11`, `${first}:`, '/nowhere/a.safetensors:0.5'])
      await expect(asked('x', '--lora', value)).rejects.toMatchObject({ field: '--lora', exitCode: 2 });
  });

  it('place pictures and videos in time', async () => {
    expect(await conditions('--image', picture, '--image', `${picture}@4.5:0.5`)).toEqual([
      { source: { kind: 'image', file: picture }, at: 0, strength: 1 },
      { source: { kind: 'image', file: picture }, at: 4.5, strength: 0.5 },
    ]);
    expect(await conditions('--video', `${clip}@2`)).toMatchObject([{ source: { kind: 'video', file: clip }, at: 2 }]);
  });

  it('name the field of a failure', async () => {
    const refused = async (...words: string[]) => {
      const dry = generateCommand(['a fox', '--dry-run', ...words], recordingTerminal().terminal);
      return (await dry.catch((error) => error)).field;
    };
    const inputs = ['--image', picture, '--video', clip];
    expect(await refused('--image', `${picture}@30`)).toBe('--image');
    expect(await refused(...inputs, '--video', `${clip}@30`)).toBe('--video');
    expect(await refused(...inputs, '--remix', `${picture}:0.5`)).toBe('--remix');
    const storyboard = join(folder, 'late.json');
    writeFileSync(
      storyboard,
      JSON.stringify([
        { at: 0, prompt: 'a fox' },
        { at: 40, prompt: 'a dog', image: picture },
      ]),
    );
    expect(await refused(...inputs, '--storyboard', storyboard)).toBe('--storyboard');
    expect(await refused('--seed', '-4')).toBe('--seed');
    expect(await refused('--recut', `${clip}:0-3`, '--seconds', '2')).toBe('--recut');
    expect(await refused('--seconds', 'ten')).toBe('--seconds');
  });

  it('compile the controls', async () => {
    expect(await asked('x', '--seconds', '4', '--extend', clip)).toMatchObject({
      seconds: 7,
      aspect: '1:1',
      conditions: [{ from: 0, to: 3, at: 0 }],
    });
    const long = await commandRequest('x', '--seconds', '59', '--extend', clip);
    expect(long.request).toMatchObject({ seconds: 60, conditions: [{ from: 2, to: 3, at: 0 }] });
    expect(long.join).toEqual({ source: { kind: 'video', file: clip }, overlap: 1, place: 'after' });
    expect(await conditions('--recut', `${clip}:0-1`, '--recut', `${clip}:2-3`)).toMatchObject([
      { from: 0, to: 1, at: 0 },
      { from: 2, to: 3, at: 5 },
    ]);
    expect(await conditions('--remix', `${clip}:0.4`)).toMatchObject([{ strength: 0.4 }]);
    expect(await conditions('--blend', clip, clip)).toHaveLength(2);
    expect((await asked('x', '--loop')).loop).toBe('normal');
    expect((await asked('x', '--loop=long')).loop).toBe('long');
  });

  it('read a storyboard and a scene', async () => {
    const cards = join(folder, 'cards.json');
    writeFileSync(
      cards,
      JSON.stringify([
        { at: 0, prompt: 'a fox' },
        { at: 3, prompt: 'a bear', image: picture },
      ]),
    );
    const board = await asked('--storyboard', cards, '--seconds', '6');
    expect(board).toMatchObject({ prompt: 'a fox / a bear', storyboard: [{ at: 0 }, { at: 3, prompt: 'a bear' }] });
    expect(board.conditions).toMatchObject([{ at: 3 }]);
    const scene = join(folder, 'scene.json');
    writeFileSync(scene, JSON.stringify({ type: 'planned', plan: { scene: { version: 1, place: 'beach' } } }));
    expect((await asked('--scene', scene)).scene).toMatchObject({ place: 'beach', time: 'day' });
  });

  it.each([
    [['--seconds', 'ten'], '--seconds'],
    [['--aspect', '4 by 3'], '--aspect'],
    [['--size', 'large'], '--size'],
    [['--unheard-of'], '--unheard-of'],
    [['--seed'], '--seed'],
    [['--remix', 'clip.mp4'], '--remix'],
    [['--remix', 'clip.mp4:1.5'], '--remix'],
    [['--recut', 'clip.mp4:5'], '--recut'],
    [['--blend', 'a.mp4'], '--blend'],
    [['--loop=forever'], '--loop'],
    [['--image', '/nowhere/a.png'], '--image'],
    [['--extend', '/nowhere/a.mp4'], '--extend'],
    [['--scene', '/nowhere/scene.json'], '--scene'],
  ])('%s are refused by name', async (words, field) => {
    const error = await asked('x', ...words).catch((thrown) => thrown);
    expect(error).toMatchObject({ name: 'AkezoraError', field });
    expect(error.exitCode).toBe(2);
    expect(error.text.ja).not.toBe(error.text.en);
  });

  it('name a file that the option cannot read', async () => {
    const scene = join(folder, 'bad.json');
    writeFileSync(scene, '{"version": 1, "place": 5}');
    await expect(asked('--scene', scene)).rejects.toMatchObject({ code: 'scene_invalid', field: 'place' });
    writeFileSync(scene, '{"version": ');
    await expect(asked('--scene', scene)).rejects.toMatchObject({ code: 'request_invalid', field: '--scene' });
    writeFileSync(scene, '[]');
    await expect(asked('--storyboard', scene)).rejects.toMatchObject({ code: 'storyboard_invalid' });
  });
});
