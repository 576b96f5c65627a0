/**
 * How a picture of AUTOMATIC1111's web UI was made, and what its video extensions save beside their clips: the text `parameters`
 * (`create_infotext` in `modules/processing.py`, read back by `parse_generation_parameters` in `modules/infotext_utils.py`, at 0365002). Its
 * forks write the same.
 */
import type { SaidByFile } from '@akezora/contract';
import { compact, guidanceIn, numberIn, seedIn, stepsIn, textIn } from './json.ts';

/** `Name: value`, the value in quotes where it holds a comma. */
const parameter = /\s*(\w[\w \-/]{0,60}):\s*("(?:\\.|[^\\"])*"|[^,]*)(?:,|$)/g;

/** What the web UI says in the texts of a file; `undefined` where it says nothing. */
export function saidByA1111(texts: ReadonlyMap<string, string>): SaidByFile | undefined {
  const text = texts.get('parameters') ?? texts.get('usercomment') ?? texts.get('comment');
  if (text === undefined || text.length > 200_000) return undefined;
  const lines = text.trim().split('\n');
  const last = lines.at(-1) ?? '';
  const values = new Map(
    [...last.slice(0, 20_000).matchAll(parameter)].map(([, name = '', value = '']) => [
      name.trim(),
      unquoted(value.trim()),
    ]),
  );
  if (values.size < 3 || !values.has('Steps')) return undefined;
  const words = lines.slice(0, -1);
  const negativeAt = words.findIndex((line) => line.startsWith('Negative prompt:'));
  const positive = textIn(words.slice(0, negativeAt < 0 ? undefined : negativeAt).join('\n'));
  const negative =
    negativeAt < 0 ? undefined : textIn(words.slice(negativeAt).join('\n').slice('Negative prompt:'.length));
  const loras = lorasIn(positive ?? '');
  return {
    program: 'A1111',
    ...compact({
      prompt: positive,
      negativePrompt: negative,
      seed: seedIn(values.get('Seed')),
      steps: stepsIn(values.get('Steps')),
      guidance: guidanceIn(values.get('CFG scale')),
      sampler: textIn(values.get('Sampler'), 512),
      model: textIn(values.get('Model'), 512),
      loras: loras.length > 0 ? loras : undefined,
    }),
  };
}

function unquoted(value: string): string {
  if (!/^".*"$/.test(value)) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return value;
  }
}

/** LoRAs are named in the prompt: `<lora:NAME:STRENGTH>`. */
const lorasIn = (prompt: string): NonNullable<SaidByFile['loras']> =>
  [...prompt.matchAll(/<lora:([^:<>]{1,200}):(-?[\d.]{1,10})[^<>]{0,100}>/g)]
    .slice(0, 64)
    .flatMap(([, name = '', factor]) => {
      const strength = numberIn(factor);
      return strength === undefined || Math.abs(strength) > 1000 ? [] : [{ name, strength }];
    });
