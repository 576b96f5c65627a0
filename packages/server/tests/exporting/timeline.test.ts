import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoryboardData } from '@akezora/contract/api';
import { afterAll, describe, expect, it } from 'vitest';
import { type CutMedia, type CutSources, cutOf } from '../../src/exporting/timeline/cut.ts';
import { fcpxmlOf } from '../../src/exporting/timeline/fcpxml.ts';
import { otioOf } from '../../src/exporting/timeline/otio.ts';
import { rateOf } from '../../src/exporting/timeline/rates.ts';

const folder = mkdtempSync(join(tmpdir(), 'akezora-timeline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const media = (id: string, fps: number, frames: number): CutMedia => ({
  ...{ id, frames, name: `clip ${id}`, width: 1920, height: 1080 },
  file: `media/きつね #${id}.mp4`,
  rate: rateOf(fps),
  facts: { clip: id, seed: 7 },
});

/** Four cards over ten seconds: words, a clip that ends before its card does, a picture, the end. */
const data: StoryboardData = {
  seconds: 10,
  cards: [
    { id: 'a', at: 0, kind: 'text', prompt: 'a fox <runs> & "jumps"' },
    { id: 'b', at: 2.5, kind: 'video', prompt: '雪の中\nを歩く', clip: 'b', from: 1, to: 3 },
    { id: 'c', at: 6, kind: 'image', prompt: '', upload: 'u' },
    { id: 'd', at: 8.05, kind: 'text', prompt: 'the end' },
  ],
};

const sources = (fps: number, more: Partial<CutSources> = {}): CutSources => ({
  ...{ name: 'My board', data, rate: rateOf(fps), width: 1920, height: 1080 },
  clips: new Map([['b', media('b', 24, 96)]]),
  ...more,
});

const made = (fps: number) => ({ made: media('m', fps, Math.round(10 * fps)) });

describe('a rate', () => {
  it.each([
    [23.976, 24000, 1001],
    [23.976023976, 24000, 1001],
    [24, 24, 1],
    [25, 25, 1],
    [29.97, 30000, 1001],
    [30, 30, 1],
    [59.94, 60000, 1001],
    [12.5, 12500, 1000],
  ])('of %f is %i/%i', (fps, numerator, denominator) => {
    expect(rateOf(fps)).toEqual({ numerator, denominator });
  });
});

describe('a storyboard as a cut', () => {
  it('has the part of its clip for each card, to the frame', () => {
    const { items } = cutOf(sources(24, made(24)));
    expect(items.map(({ frames, source }) => [source?.media.id, source?.start, frames])).toEqual([
      ['m', 0, 60],
      ['m', 60, 84],
      ['m', 144, 49],
      ['m', 193, 47],
    ]);
    expect(items.map(({ words }) => words)).toEqual([['a fox <runs> & "jumps"'], ['雪の中\nを歩く'], [], ['the end']]);
  });

  it('without a clip of it, has the clips of its cards, and gaps with the words of the others', () => {
    const { items } = cutOf(sources(24));
    expect(items.map(({ frames, source }) => [source?.media.id, source?.start, frames])).toEqual([
      [undefined, undefined, 60],
      ['b', 24, 48],
      [undefined, undefined, 36],
      [undefined, undefined, 49],
      [undefined, undefined, 47],
    ]);
  });

  it('never shows frames that a file does not have, at any rate', () => {
    for (const fps of [23.976, 24, 25, 29.97, 30, 59.94, 60])
      for (const own of [12, 16, 23.976, 24, 25, 30]) {
        const { items, rate } = cutOf(sources(fps, made(own)));
        for (const { frames, source } of items) {
          if (source === undefined) continue;
          const end = source.start / own + (frames * rate.denominator) / rate.numerator;
          expect(end, `${fps} from ${own}`).toBeLessThanOrEqual(source.media.frames / own + 0.5 / own + 1e-3);
        }
        const total = items.reduce((sum, { frames }) => sum + frames, 0);
        expect(Math.abs(total - (10 * rate.numerator) / rate.denominator)).toBeLessThan(1.5);
      }
  });

  it('begins with a gap where its first card does not, and joins the words of cards within one frame', () => {
    const cards = [
      { id: 'a', at: 1, kind: 'text' as const, prompt: 'one' },
      { id: 'b', at: 1.01, kind: 'text' as const, prompt: 'two' },
    ];
    const { items } = cutOf(sources(24, { data: { seconds: 3, cards } }));
    expect(items.map(({ frames, words }) => [frames, words])).toEqual([
      [24, []],
      [48, ['one', 'two']],
    ]);
  });
});

/** What a reader of timelines found, as fractions of a second. */
interface Found {
  readonly tracks: readonly (readonly FoundPart[])[];
}

interface FoundPart {
  readonly begins: string;
  readonly lasts: string;
  readonly file: string | null;
  readonly words: readonly string[];
}

/** Python with OpenTimelineIO: `pip install opentimelineio`. */
const python = [process.env.PYTHON_WITH_OTIO, 'python3'].find(
  (program) => program !== undefined && spawnSync(program, ['-c', 'import opentimelineio']).status === 0,
);
if (python === undefined)
  console.warn('OpenTimelineIO is not installed: its reading of our timelines is compared from the fixtures only');

const rates = [23.976, 24, 25, 30] as const;
const fixture = (fps: number, ending: string) => join(import.meta.dirname, 'timelines', `${fps}.${ending}`);
const text = (fps: number, ending: 'otio' | 'fcpxml') => {
  const cut = cutOf(sources(fps, fps === 25 ? {} : made(fps)));
  return ending === 'otio' ? otioOf(cut) : fcpxmlOf(cut);
};

/** What Python's own XML parser finds in a cut as FCPXML. */
function checkFcpxml(name: string, content: string): { faults: string[]; notes: string[] } {
  const path = join(folder, name);
  writeFileSync(path, content);
  return JSON.parse(
    execFileSync('python3', [join(import.meta.dirname, 'check_fcpxml.py'), path], { encoding: 'utf8' }),
  );
}

/** Reads a file with OpenTimelineIO, and keeps both as fixtures. */
function record(path: string, fps: number): void {
  mkdirSync(join(import.meta.dirname, 'timelines'), { recursive: true });
  writeFileSync(fixture(fps, 'otio'), text(fps, 'otio'));
  writeFileSync(fixture(fps, 'read.json'), readWithOtio(path));
}

const readWithOtio = (path: string): string =>
  execFileSync(python ?? 'python3', [join(import.meta.dirname, 'read_timeline.py'), path], {
    encoding: 'utf8',
    env: { ...process.env, PYTHONWARNINGS: 'ignore' },
  });

describe.each(rates)('a timeline at %f frames a second', (fps) => {
  const frame = fps === 23.976 ? 1001 / 24000 : 1 / fps;
  it('as OpenTimelineIO is the one that its own library has read', () => {
    const path = join(folder, `${fps}.otio`);
    writeFileSync(path, text(fps, 'otio'));
    if (process.env.WRITE_TIMELINES !== undefined) record(path, fps);
    // What was written and read then; another text needs another reading: WRITE_TIMELINES=1 with OpenTimelineIO.
    expect(text(fps, 'otio')).toBe(readFileSync(fixture(fps, 'otio'), 'utf8'));
    const known = JSON.parse(readFileSync(fixture(fps, 'read.json'), 'utf8')) as Found;
    if (python !== undefined) expect(JSON.parse(readWithOtio(path))).toEqual(known);
    const items = known.tracks.flat();
    const { items: parts } = cutOf(sources(fps, fps === 25 ? {} : made(fps)));
    const inFrames = (part: string) =>
      part
        .split('/')
        .map(Number)
        .reduce((a, b) => a / b) / frame;
    expect(items.map(({ lasts }) => inFrames(lasts))).toEqual(parts.map(({ frames }) => expect.closeTo(frames, 6)));
    expect(items.map(({ file }) => file)).toEqual(
      parts.map(({ source }) => (source === undefined ? null : encodeURI(source.media.file).replaceAll('#', '%23'))),
    );
    expect(items.map(({ words }) => words)).toEqual(parts.map(({ words }) => words));
    for (const [index, { begins }] of items.entries()) {
      const before = parts.slice(0, index).reduce((sum, { frames }) => sum + frames, 0);
      expect(inFrames(begins)).toBeCloseTo(before, 6);
    }
  });

  it('as FCPXML is well-formed, its elements in the order of Apple’s DTD, its times whole frames and its references there', () => {
    const found = checkFcpxml(`${fps}.fcpxml`, text(fps, 'fcpxml'));
    expect(found.faults).toEqual([]);
    expect(found.notes).toEqual(['a fox <runs> & "jumps"', '雪の中\nを歩く', 'the end']);
  });
});

it('leaves out what XML cannot write', () => {
  const cards = [{ id: 'a', at: 0, kind: 'text' as const, prompt: 'a\u0000\u0007b\ud800c]]>\u{1f98a}' }];
  const cut = cutOf(sources(24, { name: '"/><x', data: { seconds: 1, cards } }));
  const found = checkFcpxml('hostile.fcpxml', fcpxmlOf(cut));
  expect([found.faults, found.notes]).toEqual([[], ['abc]]>\u{1f98a}']]);
});
