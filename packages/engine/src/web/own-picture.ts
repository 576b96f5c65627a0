/** A picture of the page's visitor as an actor. It is read here, and goes nowhere. */
import { AkezoraError, formatBytes, type Text } from '@akezora/contract';
import {
  actorLimits,
  actorOf,
  actorReasons,
  checkSvg,
  isTransparent,
  looksLikeSvg,
  memberOf,
  mostPixels,
  type PicturedMember,
  pagesOf,
  SvgFault,
  sideOf,
  svgLimits,
} from '../models/akezora/web.ts';
import { tooLarge, unreadable } from '../video/input-faults.ts';
import { type MediaFormat, sniff } from '../video/sniff.ts';
import { whyUnread } from '../video/unread-formats.ts';
import { sha256Of } from './sha256.ts';

/** A picture to be read. */
export interface OwnPicture {
  readonly file: Blob;
  /** Name of the file, for errors. */
  readonly fileName: string;
  /** Name of the actor. */
  readonly name: string;
  /** Field of the request, for errors. */
  readonly field: string;
  /** Width and height as the page sees them, upright. Default: the page cannot show it. */
  readonly size?: { readonly width: number; readonly height: number };
  /** An SVG drawn by the page, which a worker cannot. Default: none, it is no SVG. */
  readonly drawn?: Blob;
}

/** What to do about a picture that is refused, where the reason does not say. */
const way: Text = {
  en: 'Save it as PNG, JPEG or WebP, or take another picture.',
  ja: 'PNG・JPEG・WebP で保存するか、別の画像を使ってください。',
};

const pageReasons = {
  empty: { en: 'it is empty (0 bytes)', ja: '空のファイルです（0バイト）' },
  noPicture: { en: 'it is not a picture', ja: '画像ではありません' },
  notShown: { en: 'it is damaged, or this browser does not read it', ja: '壊れているか、このブラウザーでは読めません' },
} as const satisfies Record<string, Text>;

/**
 * Reads a picture in a worker, and cuts out what it shows: PNG, JPEG, WebP, GIF, AVIF and SVG, and whatever else the browser reads.
 * Animations become loops where the browser gives their frames, else their first frame.
 * @throws AkezoraError `input_unreadable`, `input_too_large`, naming the field and what to do.
 */
export async function readOwnPicture(picture: OwnPicture): Promise<PicturedMember> {
  try {
    return await memberOfPicture(picture);
  } catch (thrown) {
    const error = AkezoraError.from(thrown);
    if (error.code !== 'input_unreadable' || error.details.way !== undefined) throw error;
    throw new AkezoraError(error.code, { ...error.details, way }, { cause: thrown });
  }
}

async function memberOfPicture({ file, fileName, name, field, size, drawn }: OwnPicture): Promise<PicturedMember> {
  const from = { file: fileName, field };
  const format = await formatOf(file, from);
  const shown = drawn ?? file;
  if (size === undefined || (format === 'svg' && drawn === undefined)) throw unreadable(from, pageReasons.notShown);
  checkSize(size, from);
  const sprite = await spriteOf(shown, format, size, from);
  const sha256 = await sha256Of(new Uint8Array(await file.arrayBuffer()));
  const pictures = { sprite, format, size, transparent: isTransparent(sprite) };
  return memberOf(actorOf(pictures, { ...from, sha256 }, { name }));
}

type From = Parameters<typeof unreadable>[0];

/** The format of a file that may be read. */
async function formatOf(file: Blob, from: From): Promise<MediaFormat['name'] | 'svg'> {
  if (file.size === 0) throw unreadable(from, pageReasons.empty);
  const head = new Uint8Array(await file.slice(0, 4096).arrayBuffer());
  if (looksLikeSvg(head)) {
    if (file.size > svgLimits.bytes) throw tooLarge(from, formatBytes(file.size), formatBytes(svgLimits.bytes));
    checkDrawing(new Uint8Array(await file.arrayBuffer()), from);
    return 'svg';
  }
  const format = sniff(head);
  if (format === undefined) throw unreadable(from, whyUnread(head)?.reason ?? pageReasons.noPicture);
  if (format.kind === 'video') throw unreadable(from, actorReasons.isVideo);
  const limit = actorLimits.imageBytes!;
  if (file.size > limit) throw tooLarge(from, formatBytes(file.size), formatBytes(limit));
  return format.name;
}

function checkDrawing(svg: Uint8Array, from: From): void {
  try {
    checkSvg(svg);
  } catch (thrown) {
    throw thrown instanceof SvgFault ? unreadable(from, thrown.text, thrown) : thrown;
  }
}

function checkSize({ width, height }: NonNullable<OwnPicture['size']>, from: From): void {
  const [side, pixels] = [actorLimits.side!, actorLimits.pixels!];
  if (Math.max(width, height) > side) throw tooLarge(from, `${width}×${height}`, `${side}×${side}`);
  if (width * height > pixels) throw tooLarge(from, `${width}×${height}`, `${pixels / 1e6} megapixels`);
}

/** The drawings of a picture, straight RGBA in sRGB, upright, at most as large as an actor needs. */
async function spriteOf(file: Blob, format: string, size: NonNullable<OwnPicture['size']>, from: From) {
  const decoder = await decoderOf(file, format);
  try {
    const frames = decoder?.tracks.selectedTrack?.frameCount ?? 1;
    if (size.width * size.height * frames > mostPixels)
      throw tooLarge(from, `${size.width}×${size.height}×${frames}`, `${mostPixels / 1e6} megapixels`);
    const scale = Math.min(1, sideOf(frames) / Math.max(size.width, size.height));
    const [width, height] = [size.width, size.height].map((side) => Math.max(1, Math.round(side * scale)));
    const canvas = new OffscreenCanvas(width!, height!).getContext('2d', { willReadFrequently: true })!;
    canvas.imageSmoothingQuality = 'high';
    const drawings: Uint8Array[] = [];
    for (const page of frames > 1 ? pagesOf(frames) : [0]) {
      const source = frames > 1 ? (await decoder!.decode({ frameIndex: page })).image : await createImageBitmap(file);
      canvas.clearRect(0, 0, width!, height!);
      canvas.drawImage(source, 0, 0, width!, height!);
      source.close();
      drawings.push(new Uint8Array(canvas.getImageData(0, 0, width!, height!).data.buffer));
    }
    return { width: width!, height: height!, drawings };
  } catch (thrown) {
    throw thrown instanceof AkezoraError ? thrown : unreadable(from, pageReasons.notShown, thrown);
  } finally {
    decoder?.close();
  }
}

/** What gives the frames of an animation; undefined for stills, and where the browser has none. */
async function decoderOf(file: Blob, format: string): Promise<ImageDecoder | undefined> {
  const type = `image/${format}`;
  if (format !== 'gif' && format !== 'webp') return undefined;
  if (typeof ImageDecoder === 'undefined' || !(await ImageDecoder.isTypeSupported(type))) return undefined;
  const decoder = new ImageDecoder({ data: await file.arrayBuffer(), type });
  await Promise.all([decoder.tracks.ready, decoder.completed]).catch(() => undefined);
  return decoder;
}
