/**
 * Figures of the model's pictures, from frames of the engine at 1080p before an encoder, by rules that nobody's eye decides:
 * - `sharpness`: subjects against their art (`pictures/sharpness.ts`), 20 that training saw and 10 pictures that it did not, three
 *   frames each, day and clear weather; goal: a mean of 32 dB
 * - `sky`: how much an empty sky moves in two seconds by day, at sunset and at night; goal: σ at most 0.5 of 255
 * - `frames`: odd frames against even ones; goal: a ratio near 1
 * - `edges`: lines along the frame's borders and rims around subjects; goal: none
 * - `joins`: windows of the painter, a clip and its extension, a loop's end and start, each against the frames around it; goal: a
 *   mean ratio of at most 1.5, where a cut has 5 and more
 *
 * Exits 1 where a figure that has a number as its goal does not reach it.
 *
 * `node bench/pictures.ts [--model akezora-2] [--only sky,frames]` writes bench/results/pictures-<machine>.json; with `--only` it
 * keeps the other figures of that file. Takes about five minutes of one core.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { boxModel } from '../packages/contract/src/index.ts';
import type { Frame } from '../packages/engine/src/index.ts';
import { machineName, machineSlug, saveResults } from './measure.ts';
import { borderLine, measureRims, type Rim } from './pictures/edges.ts';
import { Engine } from './pictures/engine.ts';
import { type JoinMeasure, measureJoins } from './pictures/joins.ts';
import { portrait, type Sitter, sitters } from './pictures/scenes.ts';
import { type Likeness, likeness } from './pictures/sharpness.ts';
import { measureOddEven, measureSky } from './pictures/steadiness.ts';

const { values } = parseArgs({ options: { model: { type: 'string' }, only: { type: 'string' } } });
const parts = ['sharpness', 'sky', 'frames', 'edges', 'joins'] as const;
const asked = values.only?.split(',') ?? parts;
const started = performance.now();
const engine = await Engine.open(values.model);
const people = sitters(engine.world, engine.art, 20, 10);
const threes = Array.from({ length: people.length / 3 }, (_, i) => people.slice(3 * i, 3 * i + 3));

/** Frames that are looked at: 0, ½ and 1 second. */
const [fps, looked] = [12, [0, 6, 12]] as const;

async function sharpness() {
  const rows: { name: string; trained: boolean; plain: number; fitted: number; frames: Likeness[] }[] = [];
  for (const three of threes) {
    const made = await engine.make(portrait('day', three), fps);
    const found = new Map<Sitter, Likeness[]>(three.map((one) => [one, []]));
    let number = 0;
    for await (const frame of made.frames()) {
      if ((looked as readonly number[]).includes(number)) compare(frame, number / fps);
      if (number === looked.at(-1)) break;
      number += 1;
    }
    function compare(frame: Frame, at: number): void {
      const layers = made.layersAt(at);
      for (const one of three) {
        const texture = one.trained ? one.name : `actor:${one.name}`;
        const layer = layers.find((quad) => quad.group === 'subject' && quad.texture === texture)!;
        found.get(one)!.push(likeness(engine, frame, layer, made.pictures));
      }
    }
    for (const [one, frames] of found) {
      const row = {
        ...one,
        plain: mean(frames.map((f) => f.plain)),
        fitted: mean(frames.map((f) => f.fitted)),
        frames,
      };
      console.log(`${row.name}: ${row.plain.toFixed(1)} dB, ${row.fitted.toFixed(1)} dB with the light fitted`);
      rows.push(row);
    }
  }
  const summary = (some: typeof rows, key: 'plain' | 'fitted') => {
    const sorted = [...some].sort((a, b) => a[key] - b[key]);
    const middle = (sorted[(sorted.length - 1) >> 1]![key] + sorted[sorted.length >> 1]![key]) / 2;
    return { mean: mean(sorted.map((row) => row[key])), median: middle, lowest: sorted[0]![key], of: sorted[0]!.name };
  };
  const both = (some: typeof rows) => ({ plain: summary(some, 'plain'), fitted: summary(some, 'fitted') });
  const unseen = rows.filter(({ trained }) => !trained);
  const summaries = {
    all: both(rows),
    trained: both(rows.filter(({ trained }) => trained)),
    neverTrainedOn: both(unseen),
  };
  for (const [group, { plain, fitted }] of Object.entries(summaries))
    console.table(rounded({ [group]: plain, 'light fitted': fitted }));
  return { ...summaries, subjects: rows };
}

const stills: Frame[] = [];

async function sky() {
  const found: Record<string, Awaited<ReturnType<typeof measureSky>>> = {};
  for (const time of ['day', 'sunset', 'night'] as const)
    found[time] = await measureSky(engine, time, (frame) => stills.push(frame));
  console.table(rounded(found));
  return found;
}

async function edges() {
  if (stills.length === 0)
    for (const time of ['day', 'night'] as const) await measureSky(engine, time, (one) => stills.push(one));
  const borders = stills.map(borderLine);
  const border = { border: mean(borders.map((one) => one.border)), inside: mean(borders.map((one) => one.inside)) };
  const rims: Record<string, Rim[]> = {};
  const three = [people[1]!, people[8]!, people.find(({ trained }) => !trained)!];
  for (const time of ['day', 'sunset'] as const) rims[time] = await measureRims(engine, time, three);
  console.table(rounded(border));
  for (const [time, all] of Object.entries(rims)) console.table(rounded(all.map((rim) => ({ time, ...rim }))));
  return { border, rims };
}

async function frames() {
  const found = await measureOddEven(engine);
  console.table(rounded(found));
  return found;
}

/** Joins of windows, extensions and loops, each as the mean over its clips and as the worst. */
async function joins() {
  const found = await measureJoins(values.model ?? boxModel);
  const summary = (all: readonly JoinMeasure[]) => ({
    at: mean(all.map(({ at }) => at)),
    around: mean(all.map(({ around }) => around)),
    ratio: mean(all.map(({ ratio }) => ratio)),
    worst: Math.max(...all.map(({ ratio }) => ratio)),
  });
  const { windows, extension, loop } = found;
  const summaries = { windows: summary(windows), extension: summary(extension), loop: summary(loop) };
  console.table(rounded(summaries));
  return { ...summaries, all: found };
}

const mean = (some: readonly number[]): number => some.reduce((sum, one) => sum + one, 0) / some.length;

/** Every number with two decimals; a thousandth matters in none but `scale`. */
const rounded = <T>(value: T): T =>
  JSON.parse(
    JSON.stringify(value, (key, one) => (typeof one === 'number' ? Number(one.toFixed(key === 'scale' ? 4 : 2)) : one)),
  );

console.log(machineName());
const file = join(import.meta.dirname, 'results', `pictures-${machineSlug()}.json`);
const before =
  values.only === undefined
    ? {}
    : await readFile(file, 'utf8').then(
        (text) => JSON.parse(text).results,
        () => ({}),
      );
const measures = { sharpness, sky, frames, edges, joins };
const results: Record<string, unknown> = { ...before, model: engine.version };
for (const part of parts) if (asked.includes(part)) results[part] = rounded(await measures[part]());
console.log(`${await saveResults('pictures', results)}, ${Math.round((performance.now() - started) / 1000)} s`);

/** Goals that are numbers: the figure's place in the results, and whether it reaches its goal. */
const goals: readonly (readonly [place: string, reached: (figure: number) => boolean])[] = [
  ['sharpness.all.plain.mean', (decibels) => decibels >= 32],
  ...['day', 'sunset', 'night'].map((time) => [`sky.${time}.sigma`, (sigma: number) => sigma <= 0.5] as const),
  ['frames.ratio', (ratio) => Math.abs(ratio - 1) <= 0.1],
  ...['windows', 'extension', 'loop'].map((one) => [`joins.${one}.ratio`, (ratio: number) => ratio <= 1.5] as const),
];
for (const [place, reached] of goals) {
  const figure = place
    .split('.')
    .reduce((at: unknown, key) => (at as Record<string, unknown> | undefined)?.[key], results);
  if (typeof figure !== 'number' || reached(figure)) continue;
  console.log(`BENEATH THE GOAL ${place}: ${figure}`);
  process.exitCode = 1;
}
