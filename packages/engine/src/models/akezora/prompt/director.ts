import { type Brief, briefSchema, type UnknownWord } from '@akezora/contract';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { TensorSource } from '../../../tensor/source.ts';
import { i64, type Tensor, toF32 } from '../../../tensor/tensor.ts';
import { dequantisedSource } from '../dequantised-source.ts';
import { emptyBrief } from './brief.ts';
import { type DirectorConfig, directorGraph, sceneSlots, subjectSlots } from './director-graph.ts';
import { type Encoding, promptTokenizer, type TokenizerFile } from './tokenizer.ts';

/** The director's reading of a prompt. */
export interface PromptReading {
  readonly brief: Brief;
  /** Words the director does not know, as typed. */
  readonly unknownWords: readonly UnknownWord[];
  /** Place in the prompt where reading stopped, when it is longer than the director reads. */
  readonly cutAt: number | undefined;
  /** Whether the prompt has any text in it. */
  readonly readable: boolean;
}

/** The network that reads prompts. It is small and stays loaded for as long as the model is open. */
export interface Director {
  read(prompt: string): Promise<PromptReading>;
}

/** Makes a director from its weights, the `config` of director.json, and tokenizer.json. */
export function makeDirector(
  runtime: Runtime,
  source: TensorSource,
  config: DirectorConfig,
  tokenizer: TokenizerFile,
): Director {
  const encode = promptTokenizer(tokenizer);
  const weights = dequantisedSource(source);
  return {
    async read(prompt) {
      const encoding = encode(prompt);
      if (encoding.ids.length === 0) return { brief: emptyBrief, unknownWords: [], cutAt: undefined, readable: false };
      const program = await runtime.load(directorGraph(weights, config, encoding.ids.length), { label: 'direct' });
      try {
        const logits = await program.run({ ids: i64([encoding.ids.length], encoding.ids) });
        const readable =
          encoding.ids.some((id) => id !== unknownId) && /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(prompt);
        return {
          brief: briefOf(logits, config),
          unknownWords: unknownWords(prompt, encoding, toF32(logits.tag!).data),
          cutAt: encoding.cutAt,
          readable,
        };
      } finally {
        await program.free();
      }
    },
  };
}

const unknownId = 1;
const unknownTag = 2;

const largest = (values: Float32Array): number =>
  values.reduce((best, value, i) => (value > values[best]! ? i : best), 0);

/** The most likely value of every slot. Subjects without a name and repeated ones are left out. */
function briefOf(logits: Readonly<Record<string, Tensor>>, config: DirectorConfig): Brief {
  const best = (name: string, slot: string) => config.slots[slot]![largest(toF32(logits[name]!).data)] ?? null;
  const subjects = [1, 2]
    .map((i) => Object.fromEntries(subjectSlots.map((slot) => [slot, best(`subject${i}.${slot}`, slot)])))
    .filter((subject, i, all) => subject.name !== null && (i === 0 || subject.name !== all[0]!.name));
  return briefSchema.parse({ ...Object.fromEntries(sceneSlots.map((slot) => [slot, best(slot, slot)])), subjects });
}

/** Words whose tokens' summed tag log-probabilities are highest for "unknown"; adjacent ones join, symbols alone do not count. */
function unknownWords(prompt: string, encoding: Encoding, tags: Float32Array): UnknownWord[] {
  const spans: { start: number; end: number }[] = [];
  for (const tokens of wordsOf(prompt, encoding)) {
    const sums = [0, 0, 0];
    for (const token of tokens) {
      const scores = tags.subarray(token * 3, token * 3 + 3);
      const top = Math.max(...scores);
      const total = top + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - top), 0));
      for (let tag = 0; tag < 3; tag += 1) sums[tag]! += scores[tag]! - total;
    }
    if (largest(Float32Array.from(sums)) !== unknownTag) continue;
    const start = encoding.starts[tokens[0]!]!;
    const end = encoding.ends[tokens.at(-1)!]!;
    const last = spans.at(-1);
    if (last?.end === start) last.end = end;
    else spans.push({ start, end });
  }
  return spans
    .map(({ start, end }) => ({ word: prompt.slice(start, end), start, end }))
    .filter(({ word }) => hasLetters.test(word));
}

const hasLetters = /[\p{L}\p{N}\p{So}]/u;
const letter = /^[\p{L}\p{N}]/u;
const katakana = /^[\u30a1-\u30fa\u30fc\u31f0-\u31ff]+$/u;
const ideographic = /^[\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/u;

/** The script whose adjacent pieces form one word; a piece without one is a word by itself. */
function scriptOf(piece: string): 'katakana' | 'letters' | undefined {
  if (katakana.test(piece)) return 'katakana';
  return letter.test(piece) && !ideographic.test(piece) ? 'letters' : undefined;
}

/** Token indices grouped into words. */
function wordsOf(prompt: string, encoding: Encoding): number[][] {
  const words: number[][] = [];
  let before: ReturnType<typeof scriptOf>;
  for (let token = 0; token < encoding.ids.length; token += 1) {
    const script = scriptOf(prompt.slice(encoding.starts[token], encoding.ends[token]).normalize('NFKC'));
    const adjacent = token > 0 && encoding.ends[token - 1] === encoding.starts[token];
    if (adjacent && script !== undefined && script === before) words.at(-1)!.push(token);
    else words.push([token]);
    before = script;
  }
  return words;
}
