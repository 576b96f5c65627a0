import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinyModel } from '../packages/engine/tests/models/ltx-video/tiny-model.ts';
import { ffprobe, hasFfmpeg } from '../packages/engine/tests/video/media.ts';

const bin = join(import.meta.dirname, '../packages/cli/bin/akezora.js');
const folder = mkdtempSync(join(tmpdir(), 'akezora-e2e-'));
const path = (name: string) => join(folder, name);
const fixture = (name: string) => join(import.meta.dirname, '../packages/engine/tests/fixtures', name);
const environment = {
  ...process.env,
  AKEZORA_CACHE: path('cache'),
  XDG_DATA_HOME: path('data'),
  LANG: 'C',
  LC_ALL: '',
};
let model = '';

beforeAll(async () => {
  model = await tinyModel();
});
afterAll(() => {
  for (const made of [folder, model]) rmSync(made, { recursive: true, force: true });
});

/** Runs the command to its end. */
function akezora(...words: string[]) {
  const done = spawnSync(process.execPath, [bin, ...words], { cwd: folder, env: environment, encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

/** A small, quick request to the tiny model. */
const small = (...words: string[]) => [
  'generate',
  ...['--model', model, '--size', '64x64', '--seconds', '0.7', '--fps', '12', '--steps', '2'],
  ...['--no-mark', 'credentials'],
  ...words,
];

describe('generate, from the words to the file', () => {
  it('makes a clip with its facts inside and its JSON beside, and says so', () => {
    const { code, out, err } = akezora(...small('a red fox', '--seed', '7', '-o', 'fox.mp4'));
    expect(err).toContain('64×64');
    expect([code, out]).toEqual([0, 'fox.mp4\n']);
    const sidecar = JSON.parse(readFileSync(path('fox.mp4.json'), 'utf8'));
    expect(sidecar.facts).toMatchObject({ prompt: 'a red fox', seed: 7, width: 64, height: 64, fps: 12, frames: 9 });
    expect(sidecar.measures.stages.length).toBeGreaterThan(0);
    expect(readFileSync(path('fox.mp4')).includes('"seed":7')).toBe(true);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it.skipIf(!hasFfmpeg)('makes what ffprobe finds', () => {
    const { streams, format } = ffprobe(path('fox.mp4'));
    expect(streams[0]).toMatchObject({
      codec_name: 'h264',
      width: 64,
      height: 64,
      nb_read_frames: '9',
      avg_frame_rate: '12/1',
    });
    expect(JSON.parse(format.tags!.comment!)).toMatchObject({ prompt: 'a red fox' });
  });

  it('gives the same file for the same seed and another for another', () => {
    akezora(...small('a red fox', '--seed', '7', '-o', 'again.mp4', '--quiet'));
    akezora(...small('a red fox', '--seed', '8', '-o', 'other.mp4', '--quiet'));
    const [one, again, other] = ['fox', 'again', 'other'].map((name) => readFileSync(path(`${name}.mp4`)));
    expect(one!.equals(again!)).toBe(true);
    expect(one!.equals(other!)).toBe(false);
  });

  it('signs what it makes, and verifies it, unless it is told not to', () => {
    const words = small('a red fox', '--seed', '7', '-o', 'signed.mp4', '--quiet');
    akezora(...words.filter((word) => word !== '--no-mark' && word !== 'credentials'));
    const { code, out } = akezora('verify', 'signed.mp4');
    expect([code, out]).toEqual([0, expect.stringContaining('Signature intact')]);
    expect(akezora('verify', 'fox.mp4').code).toBe(1);
  });

  it('prints events as lines of JSON', () => {
    const { code, out, err } = akezora(...small('a red fox', '--seed', '1', '-o', 'json.webm', '--json'));
    expect([code, err]).toEqual([0, '']);
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const types = events.map((event) => event.type);
    expect(types[0]).toBe('planned');
    expect(types.at(-1)).toBe('done');
    for (const type of ['stage', 'step', 'preview', 'frames']) expect(types).toContain(type);
    const preview = Buffer.from(events.find((event) => event.type === 'preview').jpeg, 'base64');
    expect([preview[0], preview[1]]).toEqual([0xff, 0xd8]);
    expect(events.at(-1).facts.codec).toBe('vp9');
  });

  it('names variants and the clips that nobody named', () => {
    const { code, out } = akezora(...small('雪の中の fox', '--seed', '1', '--variants', '2', '--quiet'));
    expect(code).toBe(0);
    expect(out).toBe('akezora-雪の中の-fox-1.mp4\nakezora-雪の中の-fox-2.mp4\n');
    expect(JSON.parse(readFileSync(path('akezora-雪の中の-fox-2.mp4.json'), 'utf8')).facts.seed).toBe(2);
  });

  it('shows the plan and makes nothing with --dry-run', () => {
    const { code, out } = akezora(...small('a red fox', '--dry-run', '-o', 'dry.mp4'));
    expect(code).toBe(0);
    expect(out).toContain('64×64');
    expect(existsSync(path('dry.mp4'))).toBe(false);
    const plan = JSON.parse(akezora(...small('a red fox', '--dry-run', '--json')).out).plan;
    expect(plan).toMatchObject({ width: 64, frames: 9, steps: 2 });
  });

  it('goes on with a clip it made, without being told the prompt', () => {
    const { code, out } = akezora(...small('--extend', 'fox.mp4', '--json', '-o', 'longer.mp4'));
    expect(code).toBe(0);
    const { facts } = JSON.parse(out.trim().split('\n').at(-1)!);
    expect(facts.prompt).toBe('a red fox');
    expect(facts.request.conditions).toHaveLength(1);
  });
});

describe('watching a clip while it is made', () => {
  const pipe = (words: readonly string[], reader: string) =>
    spawnSync('bash', ['-c', `set -o pipefail; "$0" "$@" | ${reader}`, process.execPath, bin, ...words], {
      cwd: folder,
      env: { ...environment, TMPDIR: path('piped') },
    });
  beforeAll(() => void mkdirSync(path('piped')));

  it.skipIf(!hasFfmpeg)('-o - writes every frame through a pipe, and nothing else', () => {
    akezora(...small('a red fox', '--seed', '7', '-o', 'whole.mp4', '--quiet'));
    const done = pipe(small('a red fox', '--seed', '7', '-o', '-'), 'ffmpeg -v error -i - -f framemd5 -');
    expect(done.status).toBe(0);
    const frames = (text: string) => text.split('\n').filter((line) => line.startsWith('0,'));
    const md5 = spawnSync('ffmpeg', ['-v', 'error', '-i', path('whole.mp4'), '-f', 'framemd5', '-']);
    expect(frames(done.stdout.toString())).toEqual(frames(md5.stdout.toString()));
    expect(frames(done.stdout.toString())).toHaveLength(9);
    expect(done.stderr.toString()).toContain('64×64');
    expect(readdirSync(path('piped')).filter((name) => name.startsWith('akezora-'))).toEqual([]);
  });

  it('-o - ends quietly when its reader goes away', () => {
    const done = pipe(small('a red fox', '--seed', '7', '-o', '-', '--quiet'), 'true');
    expect([done.status, done.stderr.toString()]).toEqual([0, '']);
    expect(readdirSync(path('piped')).filter((name) => name.startsWith('akezora-'))).toEqual([]);
  });

  it('--live prints the address of a page of this machine', () => {
    const { code, err } = akezora(...small('a red fox', '--seed', '7', '--live', '-o', 'live.mp4'));
    expect(code).toBe(0);
    expect(err).toMatch(/http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\//);
    expect(existsSync(path('live.mp4'))).toBe(true);
  });

  it.each([
    [['-o', '-', '--json'], '--json'],
    [['-o', '-', '--variants', '2'], '--variants'],
    [['-o', '-', '--codec', 'vp9'], '--codec'],
    [['--live', '--prompts', 'prompts.txt'], '--prompts'],
  ])('%s is refused by name', (words, option) => {
    const { code, err, out } = akezora(...small('a red fox', ...words));
    expect(code).toBe(2);
    expect(err + out).toContain(option);
  });
});

describe('a batch', () => {
  it('makes every line, leaves out what is there, and tells what failed', () => {
    writeFileSync(
      path('prompts.txt'),
      '# two foxes\na red fox\n{"prompt": "a grey fox", "seconds": 3000}\n\na blue fox\n',
    );
    const first = akezora(...small('--prompts', 'prompts.txt', '-o', 'batch'));
    expect(first.err).toContain('2 made, 0 already made, 1 failed.');
    expect(first.code).toBe(2);
    expect(readdirSync(path('batch')).filter((name) => name.endsWith('.mp4'))).toEqual([
      '001-a-red-fox.mp4',
      '003-a-blue-fox.mp4',
    ]);
    const before = statSync(path('batch/001-a-red-fox.mp4')).mtimeMs;
    rmSync(path('batch/003-a-blue-fox.mp4'));
    const second = akezora(...small('--prompts', 'prompts.txt', '-o', 'batch'));
    expect(second.err).toContain('1 made, 1 already made, 1 failed.');
    expect(statSync(path('batch/001-a-red-fox.mp4')).mtimeMs).toBe(before);
  });
});

describe('what goes wrong', () => {
  it.each([
    ['an unknown command', ['frobnicate'], 2, /frobnicate/],
    ['an unknown option', ['generate', 'x', '--frob'], 2, /--frob/],
    ['an empty prompt', [''], 2, /prompt/i],
    ['an unknown model', ['generate', 'x', '--model', 'nobody'], 2, /nobody/],
    ['a missing picture', ['generate', 'x', '--image', 'none.png'], 2, /--image.*none\.png/],
    ['an empty video', ['generate', 'x', '--extend', 'empty.mp4'], 2, /--extend.*empty\.mp4/],
    ['a picture that is none', ['generate', 'x', '--image', 'text.png'], 2, /--image.*text\.png/],
    ['a place that cannot be written', ['-o', 'no/where/x.mp4'], 3, /no\/where/],
    ['a target that is a folder', ['-o', 'cache'], 3, /cache/],
  ])('%s is named, with a remedy and an exit code, without a trace', (_, words, expected, pattern) => {
    mkdirSync(path('cache'), { recursive: true });
    writeFileSync(path('empty.mp4'), '');
    writeFileSync(path('text.png'), 'not a picture at all');
    const { code, out, err } = akezora(
      ...(words[0] === '-o' ? small('a fox', ...words) : words[0] === '' ? small('') : words),
    );
    expect([code, out]).toEqual([expected, '']);
    expect(err).toMatch(pattern);
    expect(err).toMatch(/\n {2}→ \S/);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('is told in Japanese too', () => {
    const { code, err } = akezora('generate', 'x', '--image', 'none.png', '--lang', 'ja');
    expect([code, err]).toEqual([
      2,
      'エラー: --image: ファイルが見つかりません: none.png\n  → 名前とフォルダーを確かめてください。\n',
    ]);
  });

  it('is one line of JSON with --json', () => {
    const { code, out, err } = akezora('generate', 'x', '--image', 'none.png', '--json');
    expect([code, err]).toEqual([2, '']);
    expect(JSON.parse(out)).toMatchObject({ type: 'error', error: { code: 'input_missing', field: '--image' } });
  });

  it('Ctrl-C stops within a step, cleans up and leaves with 130', async () => {
    const words = small('a fox', '--steps', '100', '-o', 'never.mp4', '--json');
    const child = spawn(process.execPath, [bin, ...words], { cwd: folder, env: environment });
    let out = '';
    let asked = 0;
    child.stdout.on('data', (data: Buffer) => {
      out += data.toString();
      if (asked === 0 && out.includes('"type":"step"')) {
        asked = performance.now();
        child.kill('SIGINT');
      }
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(code).toBe(130);
    expect(performance.now() - asked).toBeLessThan(5000);
    expect(out).toContain('"code":"cancelled"');
    expect(readdirSync(folder).filter((name) => name.includes('never'))).toEqual([]);
  });
});

describe('bad input', () => {
  it.each([
    ['a prompt of 10,000 characters', ['fox '.repeat(2500)], /10000 characters/],
    ['a prompt of signs', ['!?!'], /no words that the model can read/],
    ['a prompt in another script', ['ثعلب يجري'], /English, Japanese/],
    ['a prompt of control characters', ['\u0007\u0001'], /prompt/],
    ['too many seconds', ['a fox', '--seconds', '61'], /2 to 60 seconds/],
    ['a seed below −1, which is any seed', ['a fox', '--seed', '-2'], /seed/],
    ['a seed beyond 32 bits', ['a fox', '--seed', '4294967296'], /seed/],
    ['no variants', ['a fox', '--variants', '0'], /--variants/],
    ['an ending of no video', ['a fox', '-o', 'fox.avi'], /\.mp4/],
    ['a size beyond the model', ['a fox', '--size', '4000x3000'], /4000x3000/],
    ['a picture cut off', ['a fox', '--image', 'cut.png'], /cut\.png/],
    ['a video named as a picture', ['a fox', '--image', 'video.png'], /video\.png/],
  ])('%s is named in both languages before anything is made', (_, words, pattern) => {
    const picture = readFileSync(fixture('akezora/rendered.png'));
    writeFileSync(path('cut.png'), picture.subarray(0, 3000));
    writeFileSync(
      path('video.png'),
      Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom'), Buffer.alloc(99)]),
    );
    const [en, ja] = ['en', 'ja'].map((language) => akezora('generate', ...words, '--dry-run', '--lang', language));
    expect([en!.code, ja!.code, en!.out]).toEqual([2, 2, '']);
    expect(en!.err).toMatch(pattern);
    expect(ja!.err).toMatch(/^エラー: .*[ぁ-んァ-ン]/);
    for (const { err } of [en!, ja!]) {
      expect(err).toMatch(/\n {2}→ \S/);
      expect(err).not.toMatch(/\n\s+at /);
    }
  });
});

describe('damaged weights', () => {
  const copy = path('weights');
  const bytesOf = (name: string) => readFileSync(join(copy, name));
  const sums = () => spawnSync(process.execPath, [join(import.meta.dirname, '../scripts/checksums.ts'), copy]);

  it.each([
    ['a missing file', () => rmSync(join(copy, 'painter.safetensors')), 'painter.safetensors'],
    ['a cut file', () => truncateSync(join(copy, 'finisher.safetensors'), 100_000), 'finisher.safetensors'],
    ['a flipped bit', () => flipBit('painter.safetensors'), 'painter.safetensors'],
    ['a lying header', () => lie('painter.safetensors'), 'painter.safetensors.*tensor'],
    ['a broken list', () => writeFileSync(join(copy, 'sha256.json'), '{'), 'sha256.json.*JSON'],
    ['a broken world', () => [writeFileSync(join(copy, 'world.json'), '{'), sums()], 'world.json.*JSON'],
  ])('%s is named, nothing is written', (_, damage, named) => {
    rmSync(copy, { recursive: true, force: true });
    cpSync(join(import.meta.dirname, '../models/akezora-2'), copy, { recursive: true });
    damage();
    const words = ['generate', 'a fox', '--model', copy, '--seconds', '2', '-o', 'damaged.mp4', '--quiet'];
    const { code, out, err } = akezora(...words);
    expect([code, out]).toEqual([4, '']);
    expect(err).toMatch(new RegExp(named));
    expect(err).not.toMatch(/\n\s+at /);
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  function flipBit(name: string): void {
    const bytes = bytesOf(name);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(join(copy, name), bytes);
  }

  /** A header whose first tensor claims a row more than there is, with a checksum that agrees. */
  function lie(name: string): void {
    const bytes = bytesOf(name);
    const length = Number(bytes.readBigUInt64LE());
    const header = JSON.parse(bytes.subarray(8, 8 + length).toString());
    const first = Object.keys(header).find((key) => key !== '__metadata__')!;
    header[first].shape[0] += 1;
    const json = Buffer.from(JSON.stringify(header));
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(json.length));
    writeFileSync(join(copy, name), Buffer.concat([size, json, bytes.subarray(8 + length)]));
    sums();
  }
});

it('a killed run leaves nothing under the final name, and the next one clears what it left', async () => {
  const kept = (name: string) => readdirSync(folder).filter((entry) => entry.includes(name));
  const child = spawn(process.execPath, [bin, ...small('a fox', '--steps', '100', '-o', 'killed.mp4', '--json')], {
    cwd: folder,
    env: environment,
  });
  child.stdout.on('data', (data: Buffer) => data.includes('"type":"step"') && child.kill('SIGKILL'));
  await new Promise((resolve) => child.once('close', resolve));
  expect(existsSync(path('killed.mp4'))).toBe(false);
  expect(akezora(...small('a fox', '-o', 'killed.mp4')).code).toBe(0);
  expect(kept('killed').sort()).toEqual(['killed.mp4', 'killed.mp4.json']);
});

describe('around it', () => {
  it.each([[['--help']], [['generate', '--help']], [['models', '--help']], [['doctor', '--help']]])(
    '%j helps in both languages',
    (words) => {
      const [en, ja] = [akezora(...words, '--lang', 'en'), akezora(...words, '--lang', 'ja')];
      expect([en.code, ja.code, en.err, ja.err]).toEqual([0, 0, '', '']);
      expect(en.out).toContain('akezora');
      expect(ja.out).toMatch(/[ぁ-ん]/);
    },
  );

  it('models lists models and takes one from a folder', () => {
    expect(akezora('models', 'add', model, 'tiny').code).toBe(0);
    const listed = JSON.parse(akezora('models', '--json').out);
    expect(listed.models.map((entry: { capabilities: { id: string } }) => entry.capabilities.id)).toContain(
      'akezora-2',
    );
    expect(listed.added).toMatchObject([{ id: 'tiny', path: model }]);
    expect(akezora('models', 'where', 'tiny').out.trim()).toBe(model);
    expect(akezora('models', 'verify', 'tiny').code).toBe(0);
    expect(akezora('models', 'remove', 'tiny').code).toBe(0);
    expect(akezora('models', 'where', 'tiny').code).toBe(4);
  });

  it('doctor examines the machine', () => {
    const { out } = akezora('doctor', '--json', '--fast');
    const found = JSON.parse(out);
    expect(found.codecs).toEqual({ h264: true, hevc: true, vp9: true, av1: true, webp: true, gif: true });
    expect(found.devices).toContain('cpu');
    expect(found.memory.total).toBeGreaterThan(found.memory.free);
  });
});
