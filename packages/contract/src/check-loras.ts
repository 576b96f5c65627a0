/** Check of the LoRAs of a request: what a clip's weights are is never left out silently, so that every endpoint refuses. */
import type { ModelCapabilities } from './capabilities.ts';
import type { GenerationRequest } from './request.ts';
import { type RequestProblem, unsupported } from './request-problem.ts';
import type { Text } from './text.ts';

/** The LoRAs of a request that a model cannot take: all of one without LoRAs, else ids under which none that fits was added. */
export function loraProblems({ loras = [] }: GenerationRequest, model: ModelCapabilities): RequestProblem[] {
  if (loras.length === 0) return [];
  if (!model.controls.loras) {
    const asked = loras.map((lora) => ('file' in lora ? lora.file : lora.id).slice(0, 80)).join(', ');
    return [unsupported(model, 'loras', asked, insteadOfLoras(model))];
  }
  const { loras: offered } = model;
  if (offered === undefined) return [];
  const choices = offered.map(({ id }) => id).join(', ') || noneAdded;
  return loras.flatMap((lora, index) =>
    'file' in lora || offered.some(({ id }) => id === lora.id)
      ? []
      : [unsupported(model, `loras.${index}.id`, lora.id.slice(0, 80), choices)],
  );
}

/** What a model without LoRAs has for the look of a clip; `undefined` for nothing. */
function insteadOfLoras({ presets }: ModelCapabilities): Text | undefined {
  if (presets.length === 0) return undefined;
  const ids = presets.map(({ id }) => id).join(', ');
  return { en: `for another look, preset ${ids}`, ja: `スタイルを変えるには preset（${ids}）` };
}

const noneAdded: Text = {
  en: 'none so far; add one with `akezora models add FILE`',
  ja: 'まだありません。`akezora models add ファイル` で追加できます',
};
