import { spawn } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scriptFile } from '@akezora/contract/root';
import { unreadable } from '../../../video/input.ts';
import { loadSharp } from '../../../video/libraries.ts';
import { actorReasons as reasons } from './notices.ts';
import { checkSvg, svgLimits } from './svg-check.ts';
import { SvgFault } from './svg-fault.ts';

/** Longer side of the drawn picture in pixels. */
export const svgSide = 1024;
/** Pixels of a picture embedded in an SVG. */
const embeddedPixels = 16e6;

/** Draws an SVG: its bytes in, a PNG out. Only ever in a process that may die of it. */
export type DrawSvg = (svg: Uint8Array) => Promise<Uint8Array>;

/** Whether a file's first bytes look like SVG: text that starts with a tag and names `<svg` early. */
export function looksLikeSvg(head: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(head.subarray(0, 4096)).replace(/^\uFEFF/, '');
  return (
    /^\s*<(?:\?xml|!--|!DOCTYPE|(?:\w+:)?svg)/i.test(text) &&
    (/<(?:\w+:)?svg[\s>]/i.test(text) || /<!DOCTYPE/i.test(text))
  );
}

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

const child = realpathSync(fileURLToPath(scriptFile('engine/src/models/akezora/actors/svg-child.ts')));
/** Limits of the process that draws: milliseconds, and resident bytes where the system tells them. */
const childLimits = { milliseconds: 15_000, bytes: 1.2 * 2 ** 30 };

/**
 * Draws an SVG in a process of its own that sees neither the environment nor, where Node can deny it, any file but the
 * code; it is ended when it takes too long or too much memory. The text is checked here first, and again there.
 * @throws SvgFault
 */
export async function drawSvgInChild(svg: Uint8Array): Promise<Uint8Array> {
  checkSvg(svg);
  const flags = ['--max-old-space-size=256', ...permissionOptions()];
  const process_ = spawn(process.execPath, [...flags, child], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      PATH: process.env.PATH ?? '',
      LANG: 'C',
      ...(process.platform === 'win32' ? { SystemRoot: process.env.SystemRoot ?? '' } : {}),
    },
    windowsHide: true,
  });
  const out: Buffer[] = [];
  let size = 0;
  const end = () => process_.kill('SIGKILL');
  const timer = setTimeout(end, childLimits.milliseconds);
  const watch = setInterval(() => residentBytes(process_.pid) > childLimits.bytes && end(), 50);
  try {
    process_.stdin.on('error', () => undefined);
    process_.stdin.end(svg);
    process_.stdout.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size > 64e6) end();
      else out.push(piece);
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      process_.once('error', reject);
      process_.once('close', resolve);
    });
    if (code === null) throw new SvgFault(reasons.svgTooSlow);
    if (code !== 0) throw new SvgFault(reasons.svgUndrawable);
    return Buffer.concat(out);
  } finally {
    clearTimeout(timer);
    clearInterval(watch);
  }
}

/** Options that turn Node's permission model on; Node 22.12 has an older name for it. */
function permissionOptions(): string[] {
  const has = (flag: string): boolean => process.allowedNodeEnvironmentFlags.has(flag);
  const flag = ['--permission', '--experimental-permission'].find(has);
  if (flag === undefined) return [];
  const readable = codeFolders(child).map((folder) => `--allow-fs-read=${join(folder, '*')}`);
  return [flag, '--allow-addons', '--disable-warning=PERM0001', ...readable];
}

/** The folders that hold the code and the packages that it loads, with their symbolic links resolved. */
function codeFolders(script: string): string[] {
  const root = script.split(/[\\/](?:packages|node_modules)[\\/]/)[0] ?? '';
  const folders = ['packages', 'node_modules'].map((name) => join(root, name));
  // Each once: Node 22.12 ends when it is told a folder twice.
  return [...new Set(folders.flatMap((folder) => [folder, resolved(folder)]))];
}

function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function residentBytes(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
  } catch {
    return 0;
  }
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
