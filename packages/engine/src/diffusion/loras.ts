/**
 * Low-rank adapters (LoRA, Hu et al. 2021) of a request, merged into a component's weights as they are read. A request names a file, or
 * the id under which one was added; a server takes ids alone.
 */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  AkezoraError,
  type GenerationPlan,
  type GenerationRequest,
  type LoraFact,
  type Notice,
} from '@akezora/contract';
import { addedLoras } from '../weights/added.ts';
import { type LayerAlias, type MergingCost, withLoras } from '../weights/lora.ts';
import { knownSha256 } from '../weights/sha256.ts';
import type { Component } from './component.ts';

/** A LoRA of a request with its file. */
export interface RequestLora {
  /** The id under which it was added, or the name of its file. */
  readonly id: string;
  readonly path: string;
  readonly strength: number;
}

/** What of a request names its LoRAs. */
type NamesLoras = Pick<GenerationRequest, 'loras'>;

/**
 * The LoRAs of a request with their files.
 * @throws AkezoraError `input_missing` for a file that is not there, and for an id under which nothing was added.
 */
export async function requestLoras({ loras = [] }: NamesLoras): Promise<RequestLora[]> {
  const added = loras.some((lora) => 'id' in lora) ? await addedLoras() : [];
  return loras.map((lora, index) => {
    const { strength } = lora;
    const path = 'file' in lora ? lora.file : added.find(({ id }) => id === lora.id)?.path;
    if (path === undefined || !existsSync(path))
      throw new AkezoraError('input_missing', {
        field: `loras.${index}`,
        path: 'file' in lora ? lora.file : lora.id,
      });
    return { id: 'file' in lora ? basename(lora.file) : lora.id, path, strength };
  });
}

/**
 * The LoRAs of a request as the facts of its clip name them: by id and by the SHA-256 of the file, never by its folder.
 * @throws AkezoraError `input_missing`.
 */
export async function loraFacts(request: NamesLoras): Promise<LoraFact[]> {
  const loras = await requestLoras(request);
  if (loras.length === 0) return [];
  const added = await addedLoras();
  return Promise.all(
    loras.map(async ({ id, path, strength }) => {
      const { size, mtimeMs } = await stat(path);
      const known = added.find((lora) => lora.path === path && lora.bytes === size && lora.changedMs === mtimeMs);
      return { id, sha256: known?.sha256 ?? (await knownSha256(path)), strength };
    }),
  );
}

/**
 * A component with the adapters of a request merged in; without adapters the component itself.
 * @param aliases other names of a layer that adapter files may use
 * @throws AkezoraError opening it throws `input_missing`, and `weights_mismatch` naming the tensor of an adapter that does not fit.
 */
export function withRequestLoras<C>(component: Component<C>, request: NamesLoras, aliases?: LayerAlias): Component<C> {
  if ((request.loras ?? []).length === 0) return component;
  return {
    ...component,
    open: async () => openAdapted(component, await requestLoras(request), aliases),
  };
}

/** Opens a component with adapters; where one does not fit, nothing stays open. */
async function openAdapted<C>(component: Component<C>, files: readonly RequestLora[], aliases?: LayerAlias) {
  const base = await component.open();
  return withLoras(base, files, aliases).catch(async (error) => {
    await base.close();
    throw error;
  });
}

/** How the adapters of a request fit a component. */
export interface LoraFit {
  /** Notices of what of them does not fit and is left out. */
  readonly notices: readonly Notice[];
  readonly merging: MergingCost;
}

/**
 * Checks that the adapters of a request fit a component; only their headers are read.
 * @throws AkezoraError `input_missing`, `weights_mismatch` where nothing fits, `weights_missing`, `weights_corrupt`.
 */
export async function checkRequestLoras<C>(
  component: Component<C>,
  request: NamesLoras,
  aliases?: LayerAlias,
): Promise<LoraFit> {
  const files = await requestLoras(request);
  if (files.length === 0) return { notices: [], merging: { operations: 0, memoryBytes: 0 } };
  const adapted = await openAdapted(component, files, aliases);
  await adapted.close();
  const notices = files.flatMap(({ path }, index) => {
    const left = adapted.leftOut.get(path);
    return left ? [leftOutNotice(index, basename(path), left)] : [];
  });
  return { notices, merging: adapted.merging };
}

/**
 * A plan with the facts of its request's LoRAs, and what is to be said of how they fit.
 * @throws AkezoraError `input_missing`.
 */
export async function withLoraFacts(plan: GenerationPlan, request: NamesLoras, fit: LoraFit): Promise<GenerationPlan> {
  const facts = await loraFacts(request);
  return {
    ...plan,
    ...(facts.length > 0 ? { loras: facts } : {}),
    notices: [...plan.notices, ...fit.notices],
  };
}

/** Whether a LoRA fits a component, by the state of its file, so that a list of many is read once. */
const fitting = new Map<string, Promise<boolean>>();

/**
 * The added LoRAs that fit a component; only their headers are read. One whose file is gone or damaged fits nothing.
 * @param model what tells the component from others: the path of its weights
 * @param refuses whether a file is none that can be merged, by its name. Default: never
 */
export async function fittingLoras<C>(
  component: Component<C>,
  model: string,
  aliases?: LayerAlias,
  refuses: (name: string) => boolean = () => false,
): Promise<{ id: string; bytes: number }[]> {
  const found = await Promise.all(
    (await addedLoras()).map(async ({ id, path }) => {
      const state = await stat(path).catch(() => undefined);
      if (state === undefined || refuses(basename(path))) return [];
      const key = JSON.stringify([model, path, state.size, state.mtimeMs]);
      const fits = fitting.get(key) ?? fitsComponent(component, path, aliases);
      fitting.set(key, fits);
      return (await fits) ? [{ id, bytes: state.size }] : [];
    }),
  );
  return found.flat();
}

/** Whether a LoRA's file fits a component; only headers are read. */
export const fitsComponent = <C>(component: Component<C>, file: string, aliases?: LayerAlias): Promise<boolean> =>
  checkRequestLoras(component, { loras: [{ file, strength: 1 }] }, aliases).then(
    () => true,
    () => false,
  );

function leftOutNotice(index: number, file: string, tensors: readonly string[]): Notice {
  const [first, count] = [tensors[0]!, tensors.length];
  return {
    code: 'lora_partly_left_out',
    field: `loras.${index}`,
    message: {
      en: `${count} tensor${count === 1 ? '' : 's'} of ${file} do${count === 1 ? 'es' : ''} not fit the model and ${count === 1 ? 'is' : 'are'} left out: ${first}${count > 1 ? ', …' : ''}`,
      ja: `${file} のテンソルのうち ${count}個がモデルに合わないため、使いません: ${first}${count > 1 ? ' など' : ''}`,
    },
  };
}
