import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type GenerationRequest, generationRequestSchema } from '@akezora/contract';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openArt } from '../../packages/engine/src/models/akezora/art/art.ts';
import { builtInFolder } from '../../packages/engine/src/models/akezora/checkpoints.ts';
import { openAkezora } from '../../packages/engine/src/models/akezora/model.ts';
import { payloadText } from '../../packages/engine/src/provenance/marks/payload-text.ts';
import { readMark } from '../../packages/engine/src/provenance/marks/read-mark.ts';
import { readFacts } from '../../packages/engine/src/video/facts-file.ts';
import { ffprobe, hasFfmpeg } from '../../packages/engine/tests/video/media.ts';
import { type Browser, browserHere, openBrowser } from '../../packages/studio/tests/browser/browser.ts';
import type { TestPage } from '../../packages/web/tests/page/main.ts';
import { openStaticHost, type StaticHost } from '../../packages/web/tests/static-host.ts';
import { buildWeb } from '../../scripts/build-web.ts';

declare const page: TestPage;

const request: GenerationRequest = generationRequestSchema.parse({
  ...{ prompt: 'a red fox runs across a snowy field at dawn', seed: 7 },
  ...{ seconds: 2, fps: 12, resolution: '360p', steps: 1 },
});
const numbers = [0, 11, 23];

/** Megabytes before the first clip. */
const mostMegabytes = 15;

describe.skipIf(!browserHere())('a page that makes clips by itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'akezora-page-'));
  let host: StaticHost;
  let browser: Browser;
  let tab: Page;
  beforeAll(async () => {
    const site = join(folder, 'site');
    await buildWeb(fileURLToPath(new URL('../../packages/web/tests/page', import.meta.url)), site);
    host = await openStaticHost({ '/': site });
    browser = await openBrowser();
    tab = await browser.page();
    await tab.goto(host.url);
  });
  afterAll(async () => {
    await browser?.close();
    await host?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('makes a clip from an empty cache, with its facts and its mark', async () => {
    const made = await tab.evaluate((asked) => page.make(asked), request);
    expect(made.kinds.slice(0, 2)).toEqual(['planned', 'step']);
    expect(made.kinds.at(-1)).toBe('done');
    const file = join(folder, 'fox.mp4');
    writeFileSync(file, Buffer.from(made.file!, 'base64'));
    const facts = await readFacts(file);
    expect(facts).toEqual(made.facts);
    expect(facts).toMatchObject({ prompt: request.prompt, seed: 7, kernels: 'cpu:int8', frames: 24 });
    const mark = await readMark(file);
    expect(mark.found && payloadText(mark.payload)).toBe(facts!.marks!.invisible);
    if (!hasFfmpeg) return;
    const [video] = ffprobe(file).streams;
    expect(video).toMatchObject({ width: 640, height: 360, r_frame_rate: '12/1', nb_frames: '24' });
    expect(video).toMatchObject({ pix_fmt: 'yuv420p', color_space: 'bt709' });
  });

  it('has fetched only what the clip shows, and keeps it', async () => {
    const before = host.sent.filter(({ path }) => path.startsWith('/model/'));
    expect(host.sent.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(mostMegabytes * 1e6);
    expect(before.map(({ path }) => path)).toContain('/model/art/subjects/fox.avif');
    expect(before.filter(({ path }) => path.includes('/subjects/')).length).toBe(1);
    const again = await tab.evaluate((asked) => page.make(asked, 'step'), request);
    expect(again.kinds).toEqual(['planned', 'step']);
    expect(again.file).toBeUndefined();
    expect(host.sent.filter(({ path }) => path.startsWith('/model/'))).toEqual(before);
  });

  const decoded = async (name: string) => {
    const art = await openArt();
    const file = Buffer.from(await art.file(art.find(name)!));
    const expected = await sharp(file).ensureAlpha().raw().toBuffer();
    const made = Buffer.from(await tab.evaluate((given) => page.decode(given), file.toString('base64')), 'base64');
    return { made, expected };
  };

  it.each(['fox', 'owl', 'evergreen tree', 'violin', 'river', 'meadow/ground'])(
    'decodes the picture of %s, an AVIF, to the bytes that Node decodes',
    async (name) => {
      const { made, expected } = await decoded(name);
      expect(made.equals(expected)).toBe(true);
    },
  );

  // Chromium gives pixels of WebP whose colours were multiplied by their alpha and divided again; the compositor multiplies them, too.
  it.each(['waves', 'stars', 'drop'])('decodes the picture of %s, a WebP, to what shows the same', async (name) => {
    const { made, expected } = await decoded(name);
    expect(multiplied(made).equals(multiplied(expected))).toBe(true);
  });

  // On processors without VNNI Node's sums of int8 overflow at times: then there are 47.5 dB, with it more.
  it.each([
    ['f32', 90],
    ['int8', 47],
  ] as const)('makes the frames of the engine in %s', async (precision, decibels) => {
    const machine = { device: 'cpu', threads: 1, freeMemoryBytes: 8e9, speeds: {}, precision } as const;
    const engine = await openAkezora(builtInFolder);
    const plan = await engine.plan(request, machine);
    const expected: Uint8Array[] = [];
    for await (const event of engine.run(request, plan, { machine, signal: new AbortController().signal }))
      if (event.type === 'frame') expected.push(Uint8Array.from(event.frame.data));
    const asked = [request, precision, numbers] as const;
    const made = await tab.evaluate((given) => page.frames(...given), asked);
    const likeness = made.map((text, i) => psnr(Buffer.from(text, 'base64'), expected[numbers[i]!]!));
    console.log(`${precision}: ${likeness.map((value) => value.toFixed(1)).join(', ')} dB`);
    expect(Math.min(...likeness)).toBeGreaterThan(decibels);
  });

  it('leaves the page alone: no fault, no request elsewhere', () => {
    expect(browser.faults).toEqual([]);
  });
});

/** RGBA with colours multiplied by their alpha. */
const multiplied = (rgba: Buffer): Buffer =>
  Buffer.from(rgba.map((value, i) => (i % 4 === 3 ? value : Math.round((value * rgba[i - (i % 4) + 3]!) / 255))));

function psnr(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  const squares = a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);
  return 10 * Math.log10(255 ** 2 / (squares / a.length));
}
