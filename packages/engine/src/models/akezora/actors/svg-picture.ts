import { open, readFile, stat } from 'node:fs/promises';
import { scriptFile } from '@akezora/contract/root';
import { runGuarded } from '../../../host/guarded-child.ts';
import { unreadable } from '../../../video/input-faults.ts';
import { loadSharp } from '../../../video/libraries.ts';
import { actorReasons as reasons } from './notices.ts';
import { checkSvg, looksLikeSvg, svgLimits, svgSide } from './svg-check.ts';
import { SvgFault } from './svg-fault.ts';

/** Pixels of a picture embedded in an SVG. */
const embeddedPixels = 16e6;

/** Draws an SVG: its bytes in, a PNG out. Only ever in a process that may die of it. */
export type DrawSvg = (svg: Uint8Array) => Promise<Uint8Array>;

/**
 * Checks an SVG and draws it as PNG with alpha, 1024 pixels on its longer side. For a child process that reads foreign files
 * (the server's media processes call it; elsewhere `drawSvgInChild` starts one).
 * @throws SvgFault
 */
export async function drawSvg(svg: Uint8Array): Promise<Uint8Array> {
  const images = checkSvg(svg);
  const sharp = await loadSharp();
  for (const image of images) {
    const { width, height, format } = await sharp(image, { limitInputPixels: embeddedPixels })
      .metadata()
      .catch(() => ({ width: 0, height: 0, format: undefined }));
    if (width * height > embeddedPixels)
      throw new SvgFault(
        reasons.svgTooMuch('an embedded picture above 16 megapixels', '1,600万画素を超える埋め込み画像があります'),
      );
    if (format === undefined || !['png', 'jpeg', 'webp'].includes(format)) throw new SvgFault(reasons.svgUndrawable);
  }
  try {
    const { width = 0, height = 0 } = await sharp(svg, { limitInputPixels: false }).metadata();
    if (!(width >= 1 && height >= 1)) throw new SvgFault(reasons.svgUndrawable);
    const density = Math.min(100_000, Math.max(1, (72 * svgSide) / Math.max(width, height)));
    return await sharp(svg, { density, limitInputPixels: 4 * svgSide * svgSide })
      .resize(svgSide, svgSide, { fit: 'inside', withoutEnlargement: true })
      .ensureAlpha()
      .png()
      .toBuffer();
  } catch (thrown) {
    throw thrown instanceof SvgFault ? thrown : new SvgFault(reasons.svgUndrawable);
  }
}

/** Limits of the process that draws: milliseconds, resident bytes, and bytes of the drawing. */
const childLimits = { milliseconds: 15_000, bytes: 1.2 * 2 ** 30, output: 64e6 };

/**
 * Draws an SVG in a process of its own that sees neither the environment nor, where Node can deny it, any file but the
 * code; it is ended when it takes too long or too much memory. The text is checked here first, and again there.
 * @throws SvgFault
 */
export async function drawSvgInChild(svg: Uint8Array): Promise<Uint8Array> {
  checkSvg(svg);
  const script = scriptFile('engine/src/models/akezora/actors/svg-child.ts');
  const { code, out } = await runGuarded(script, { input: svg, ...childLimits });
  if (code === null) throw new SvgFault(reasons.svgTooSlow);
  if (code !== 0) throw new SvgFault(reasons.svgUndrawable);
  return out;
}

/** The bytes of an SVG file, read up to its limit. */
export async function readSvg(file: string): Promise<Uint8Array> {
  const { size } = await stat(file);
  if (size > svgLimits.bytes) throw new SvgFault(reasons.svgTooMuch('more than 1 MB', '1 MB を超える内容があります'));
  return readFile(file);
}

/**
 * An SVG file drawn as PNG; undefined when the file is not an SVG, or cannot be opened.
 * @param options `drawSvg` draws it; default: a child process
 * @throws AkezoraError `input_unreadable` naming `field`: it is not drawn as it is, with the reason.
 */
export async function svgAsPng(
  file: string,
  { field, drawSvg = drawSvgInChild }: { field: string; drawSvg?: DrawSvg },
): Promise<Uint8Array | undefined> {
  if (!(await isSvg(file))) return undefined;
  try {
    return await drawSvg(await readSvg(file));
  } catch (thrown) {
    throw thrown instanceof SvgFault ? unreadable({ file, field }, thrown.text, thrown) : thrown;
  }
}

async function isSvg(file: string): Promise<boolean> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return false;
  try {
    const head = new Uint8Array(4096);
    const { bytesRead } = await handle.read(head, 0, head.length, 0).catch(() => ({ bytesRead: 0 }));
    return looksLikeSvg(head.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}
