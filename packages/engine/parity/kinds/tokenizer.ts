import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import { type ParityCase, readJson } from '../case.ts';
import type { OutputResult } from '../compare.ts';

interface Ids {
  readonly input_ids: readonly number[];
  readonly attention_mask: readonly number[];
}

/** Token ids and masks of every string, exactly; the error is the number of strings that differ. */
export async function runTokenizer(parityCase: ParityCase): Promise<OutputResult[]> {
  const tokenizer = await loadTokenizer(parityCase.folder);
  const strings = await readJson<string[]>(parityCase, 'inputs.json');
  const expected = await readJson<Record<string, Ids[]>>(parityCase, 'outputs.json');
  const maxLength = Number(parityCase.args.max_length);
  return Object.entries(expected).map(([output, wanted]) => {
    const options = output === 'no_padding' ? {} : { maxLength, pad: true };
    const wrong = strings.filter((text, i) => {
      const { ids, mask } = tokenizer.encode(text, options);
      const want = wanted[i]!;
      return ids.join() !== want.input_ids.join() || mask.join() !== want.attention_mask.join();
    });
    const note = wrong.length > 0 ? `first: ${JSON.stringify(wrong[0]).slice(0, 60)}` : `${strings.length} strings`;
    return { output, error: wrong.length, tolerance: 'exact', ok: wrong.length === 0, note };
  });
}
