/** Tiny decoders on this machine: beside a model, or in the folder of decoders. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { dataFolder } from '../../host/folders.ts';
import type { TensorSource } from '../../tensor/source.ts';
import type { PublishedFile } from '../../weights/pull-published.ts';
import { openWeights } from '../../weights/store.ts';
import { checkTinyDecoder } from './decoder.ts';
import { type TinyLayout, tinyLayout } from './layout.ts';

/** Names of the files of tiny decoders, as their author publishes them. */
export type TinyName = 'taecvx' | 'taem1';

/** A tiny decoder on this machine. */
export interface TinyFile {
  readonly layout: TinyLayout;
  open(): Promise<TensorSource>;
}

/** Latents that a decoder must take, and how much it must enlarge them. */
export interface Latents {
  readonly channels: number;
  readonly time: number;
  readonly space: number;
}

/** The tiny decoders whose licence lets anyone fetch them (MIT). */
const publishedDecoders = {
  taecvx: {
    repo: 'madebyollin/taehv',
    commit: '1f14a568f24bf8811e0a0ac601613e04fc1581e8',
    file: 'safetensors/taecvx.safetensors',
    blob: '64e2fd755c9356db4c5c1e24d4a67135640a1085',
  },
} as const satisfies Partial<Record<TinyName, PublishedFile>>;

/** The published tiny decoder of a name; `undefined` for any other name. */
export const publishedDecoder = (name: string): PublishedFile | undefined =>
  Object.hasOwn(publishedDecoders, name) ? publishedDecoders[name as keyof typeof publishedDecoders] : undefined;

/** Folder of the tiny decoders. */
export const decodersFolder = (): string => join(dataFolder(), 'decoders');

/** Endings of their files, the one to take first in front. */
export const tinyEndings = ['safetensors', 'pth'] as const;

/**
 * The tiny decoder of a model, where it is on this machine; only headers are read.
 * @param folder folder of the model, where it may lie too
 * @throws AkezoraError `weights_mismatch` when it is none for these latents; what opening it throws.
 */
export async function findTinyDecoder(name: TinyName, folder: string, latents: Latents): Promise<TinyFile | undefined> {
  const places = [folder, decodersFolder()].flatMap((place) =>
    tinyEndings.map((ending) => join(place, `${name}.${ending}`)),
  );
  const path = places.find(existsSync);
  if (path === undefined) return undefined;
  const open = () => openWeights(path);
  const source = await open();
  try {
    const layout = tinyLayout(source);
    checkTinyDecoder(source, layout);
    if (layout.latentChannels !== latents.channels || layout.time !== latents.time || layout.space !== latents.space)
      throw new AkezoraError('weights_mismatch', {
        path,
        tensor: 'decoder',
        reason: { en: 'it is a decoder of another model', ja: '別のモデルのデコーダーです' },
      });
    return { layout, open };
  } finally {
    await source.close();
  }
}
