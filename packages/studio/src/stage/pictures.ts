/** The pictures of scenes: fetched once, and lit once for each look that they are seen in. */
import type { ModelArt } from '@akezora/contract';
import { fetchPicture } from './fetch-picture.ts';
import type { PictureKey } from './layers.ts';
import { type Group, type Looks, light, lightOf } from './look.ts';

/** A drawing that a canvas can draw. */
export type Drawing = OffscreenCanvas;

/** How pictures are found. */
export interface PictureSource {
  readonly art: ModelArt;
  /** The address of a picture; undefined: there is none. */
  url(key: PictureKey): string | undefined;
  /** Called when a picture has come, so that what shows it is drawn again. */
  readonly onReady: () => void;
}

/** Pictures by what is done to them. */
export interface Pictures {
  /** A lit drawing; undefined until it is here. `whole`: it has the margin of sprites in it already. */
  drawing(
    key: PictureKey,
    look: Looks,
    group: Group,
    phase: number,
  ): { readonly image: Drawing; readonly whole: boolean } | undefined;
  /** Whether everything that was asked for is here, or will never be. */
  settled(): boolean;
  close(): void;
}

/** Widest that a lit panorama is kept: the stage never shows more of it. */
const widestPixels = 1620;
/** Lit drawings that are kept; the oldest go first. */
const mostLit = 320;

const isMade = ({ colour, action, style, name }: PictureKey): boolean =>
  colour !== undefined ||
  action !== undefined ||
  (style === 'papercraft' && name !== 'sun') ||
  style === 'stop-motion' ||
  style === 'balloon';

/** What of a key changes its picture: styles that only colour the finished clip do not. */
const wanted = (key: PictureKey): PictureKey => {
  const { style: _style, ...plain } = key;
  return isMade(key) && key.actor !== true ? key : plain;
};

const nameOf = (key: PictureKey): string => JSON.stringify(key);

/** Opens the pictures of a model. */
export function openPictures(source: PictureSource): Pictures {
  const files = new Map<string, ImageBitmap | 'coming' | 'none'>();
  const lit = new Map<string, Drawing>();
  const stop = new AbortController();
  let waiting = 0;

  const load = async (key: PictureKey, name: string) => {
    files.set(name, 'coming');
    waiting += 1;
    const url = source.url(key);
    const bitmap =
      url === undefined
        ? undefined
        : await fetchPicture(url, stop.signal)
            .then(createImageBitmap)
            .catch(() => undefined);
    waiting -= 1;
    files.set(name, bitmap ?? 'none');
    if (!stop.signal.aborted) source.onReady();
  };

  return {
    drawing(given, look, group, phase) {
      const key = wanted(given);
      const name = nameOf(key);
      const file = files.get(name);
      if (file === undefined) void load(key, name);
      if (file === undefined || file === 'coming' || file === 'none') return undefined;
      const whole = isMade(key) && !key.name.includes('/');
      const piece = whole ? undefined : source.art.pieces.find((one) => one.name === key.name && key.actor !== true);
      const drawings = piece?.drawings ?? 1;
      const index = Math.floor((((phase % 1) + 1) % 1) * drawings + 1e-6) % drawings;
      const litName = `${name} ${index} ${group} ${look.place} ${look.time} ${look.weather} ${look.style}`;
      const before = lit.get(litName);
      if (before !== undefined) return { image: before, whole };
      const part =
        piece === undefined
          ? { left: 0, top: 0, width: file.width, height: file.height }
          : {
              left: (index % piece.columns) * piece.width,
              top: Math.floor(index / piece.columns) * piece.height,
              width: piece.width,
              height: piece.height,
            };
      const image = drawn(file, part, look, group, key.name);
      if (lit.size >= mostLit) lit.delete(lit.keys().next().value ?? '');
      lit.set(litName, image);
      return { image, whole };
    },
    settled: () => waiting === 0,
    close() {
      stop.abort();
      for (const file of files.values()) if (typeof file === 'object') file.close();
      files.clear();
      lit.clear();
    },
  };
}

/** What gives light, and is not lit. */
const luminous = new Set(['sun', 'moon', 'stars']);

function drawn(
  file: ImageBitmap,
  part: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
  look: Looks,
  group: Group,
  name: string,
): Drawing {
  const scale = Math.min(1, widestPixels / part.width);
  const [width, height] = [Math.round(part.width * scale), Math.round(part.height * scale)];
  const image = new OffscreenCanvas(width, height);
  const pen = image.getContext('2d', { willReadFrequently: true });
  if (pen === null) return image;
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(file, part.left, part.top, part.width, part.height, 0, 0, width, height);
  const pixels = pen.getImageData(0, 0, width, height);
  const cast = lightOf(look, group);
  light(pixels.data, luminous.has(name) ? { ...cast, tone: [1, 1, 1] } : cast, look.style);
  pen.putImageData(pixels, 0, 0);
  return image;
}
