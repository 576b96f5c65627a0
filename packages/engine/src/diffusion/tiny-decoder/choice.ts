/** Which decoder a clip takes, and what is said of both. */
import { join } from 'node:path';
import { AkezoraError, type DecoderKind, formatBytes, formatDuration, type Notice } from '@akezora/contract';
import type { Machine } from '../../machine/machine.ts';
import { type DecoderCost, decodeMemory, decodeStage } from '../cost.ts';
import { chunkedCost } from '../frame-chunks.ts';
import type { LatentBox } from '../latents.ts';
import { tinyMemory, tinyStages } from './decoder.ts';
import { decodersFolder, publishedDecoder, type TinyFile, type TinyName } from './files.ts';
import { tinyPreviewBytes } from './preview.ts';

/** What a choice depends on. */
export interface DecoderQuestion {
  /** What the request asks for. */
  readonly asked: DecoderKind | undefined;
  readonly name: TinyName;
  readonly file: TinyFile | undefined;
  /** Peak bytes of the full decoder, and the bytes that there are. */
  readonly fullBytes: number;
  readonly memoryBytes: number;
}

/**
 * The decoder that is asked for, else the full one, unless there is memory for the tiny one only.
 * @throws AkezoraError `weights_missing` where the tiny one is asked for and not on this machine.
 */
export function chooseDecoder({ asked, name, file, fullBytes, memoryBytes }: DecoderQuestion): DecoderKind {
  if (asked === 'tiny' && file === undefined) {
    const path = join(decodersFolder(), `${name}.safetensors`);
    throw new AkezoraError('weights_missing', publishedDecoder(name) ? { model: name, path } : { path });
  }
  return asked ?? (file !== undefined && fullBytes > memoryBytes ? 'tiny' : 'full');
}

/** Bytes that a tiny decoder's previews take beside a step; 0 without one. */
export const previewBytes = (file: TinyFile | undefined, box: LatentBox): number =>
  file === undefined ? 0 : tinyPreviewBytes(file.layout, box);

/** Cost of decoding a clip with a tiny decoder; speeds of the model's own are not those of it. */
export const tinyCost = ({ layout }: TinyFile, box: LatentBox, machine: Machine): DecoderCost => ({
  precision: 'f32',
  counts: false,
  ...chunkedCost(tinyStages(layout), box, decodeMemory(machine), tinyMemory),
});

/** Both decoders with their cost, where both are on this machine. */
export function decoderNotices(
  machine: Machine,
  model: string,
  full: DecoderCost,
  tiny: { readonly chosen: boolean; readonly cost: DecoderCost | undefined } | undefined,
): Notice[] {
  if (tiny?.cost === undefined) return [];
  const costs = { full: decodeStage(machine, model, full), tiny: decodeStage(machine, model, tiny.cost) };
  const [chosen, other] = tiny.chosen ? (['tiny', 'full'] as const) : (['full', 'tiny'] as const);
  const said = (kind: DecoderKind, language: 'en' | 'ja') =>
    `${formatDuration(costs[kind].seconds, language)}, ${formatBytes(costs[kind].memoryBytes)}`;
  return [
    {
      code: 'decoder',
      field: 'decoder',
      message: {
        en: `Decoder ${chosen}: ${said(chosen, 'en')}. Decoder ${other} would take ${said(other, 'en')}`,
        ja: `デコーダーは ${chosen}（${said(chosen, 'ja')}）です。${other} なら ${said(other, 'ja')} です`,
      },
    },
  ];
}
