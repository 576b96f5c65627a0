/** Low-rank adapters (LoRA, Hu et al. 2021) of a request, merged into a component's weights as they are read. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { AkezoraError, type GenerationRequest, type Notice } from '@akezora/contract';
import { type LayerAlias, type LoraFile, withLoras } from '../weights/lora.ts';
import type { Component } from './component.ts';

/**
 * The adapter files of a request.
 * @throws AkezoraError `input_missing` for a file that is not there, and for an id: the caller replaces ids by files.
 */
function loraFiles({ loras = [] }: Pick<GenerationRequest, 'loras'>): LoraFile[] {
  return loras.map((lora, index) => {
    const path = 'file' in lora ? lora.file : lora.id;
    if (!('file' in lora) || !existsSync(path))
      throw new AkezoraError('input_missing', { field: `loras.${index}`, path });
    return { path, strength: lora.strength };
  });
}

/**
 * A component with the adapters of a request merged in; without adapters the component itself.
 * @param aliases other names of a layer that adapter files may use
 * @throws AkezoraError `input_missing`; opening it throws `weights_mismatch` naming the tensor of an adapter that does not fit.
 */
export function withRequestLoras<C>(
  component: Component<C>,
  request: Pick<GenerationRequest, 'loras'>,
  aliases?: LayerAlias,
): Component<C> {
  const files = loraFiles(request);
  if (files.length === 0) return component;
  return { ...component, open: async () => withLoras(await component.open(), files, aliases) };
}

/**
 * Checks that the adapters of a request fit a component; only their headers are read.
 * @returns notices of what of them does not fit and is left out
 * @throws AkezoraError `input_missing`, `weights_mismatch` where nothing fits, `weights_missing`, `weights_corrupt`.
 */
export async function checkRequestLoras<C>(
  component: Component<C>,
  request: Pick<GenerationRequest, 'loras'>,
  aliases?: LayerAlias,
): Promise<Notice[]> {
  const files = loraFiles(request);
  if (files.length === 0) return [];
  const base = await component.open();
  const adapted = await withLoras(base, files, aliases).catch(async (error) => {
    await base.close();
    throw error;
  });
  await adapted.close();
  return files.flatMap(({ path }, index) => {
    const left = adapted.leftOut.get(path);
    return left ? [leftOutNotice(index, basename(path), left)] : [];
  });
}

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
