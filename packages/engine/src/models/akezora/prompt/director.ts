import { type Brief, briefSchema, type UnknownWord } from '@akezora/contract';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { TensorSource } from '../../../tensor/source.ts';
import { i64, type Tensor, toF32 } from '../../../tensor/tensor.ts';
import { dequantisedSource } from '../dequantised-source.ts';
import { type DirectorConfig, directorGraph, sceneSlots, subjectSlots } from './director-graph.ts';
import { type Encoding, promptTokenizer, type TokenizerFile } from './tokenizer.ts';

/** What the director understood of a prompt. */
export interface Directed {
  readonly brief: Brief;
  /** Words the world lacks, as typed. */
  readonly unknownWords: readonly UnknownWord[];
  /** Where reading stopped, when the prompt is longer than the director reads. */
  readonly unread: number | undefined;
  /** Whether there was anything to read at all. */
  readonly readable: boolean;
}

/** Reads prompts; kept for as long as a model is open, for it is small. */
export interface Director {
  read(prompt: string): Promise<Directed>;
}

/** A brief that says nothing. */
export const emptyBrief: Brief = { place: null, time: null, weather: null, style: null, camera: null, subjects: [] };

/** Makes a director of its weights, director.json's `config` and tokenizer.json. */
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
      if (encoding.ids.length === 0) return { brief: emptyBrief, unknownWords: [], unread: undefined, readable: false };
      const program = await runtime.load(directorGraph(weights, config, encoding.ids.length), { label: 'direct' });
      try {
        const logits = await program.run({ ids: i64([encoding.ids.length], encoding.ids) });
        const readable =
          encoding.ids.some((id) => id !== unknownId) && /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(prompt);
        return {
          brief: briefOf(logits, config),
          unknownWords: unknownWords(prompt, encoding, toF32(logits.tag!).data),
          unread: encoding.unread,
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

/** The most likely value of every slot; an empty first subject gives way to the second, one told twice counts once. */
function briefOf(logits: Readonly<Record<string, Tensor>>, config: DirectorConfig): Brief {
  const best = (name: string, slot: string) => config.slots[slot]![largest(toF32(logits[name]!).data)] ?? null;
  const subjects = [1, 2]
    .map((i) => Object.fromEntries(subjectSlots.map((slot) => [slot, best(`subject${i}.${slot}`, slot)])))
    .filter((subject, i, all) => subject.name !== null && (i === 0 || subject.name !== all[0]!.name));
  return briefSchema.parse({ ...Object.fromEntries(sceneSlots.map((slot) => [slot, best(slot, slot)])), subjects });
}

/** Words whose summed tag log-probabilities say unknown; what touches joins into one. Signs alone are no words. */
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
    .filter(({ word }) => saysSomething.test(word));
}

const saysSomething = /[\p{L}\p{N}\p{So}]/u;
const letter = /^[\p{L}\p{N}]/u;
const katakana = /^[\u30a1-\u30fa\u30fc\u31f0-\u31ff]+$/u;
const ideographic = /^[\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/u;

/** Which pieces make one word where they touch; every other piece is a word by itself. */
function scriptOf(piece: string): 'katakana' | 'letters' | undefined {
  if (katakana.test(piece)) return 'katakana';
  return letter.test(piece) && !ideographic.test(piece) ? 'letters' : undefined;
}

/** Token numbers grouped into words. */
function wordsOf(prompt: string, encoding: Encoding): number[][] {
  const words: number[][] = [];
  let before: ReturnType<typeof scriptOf>;
  for (let token = 0; token < encoding.ids.length; token += 1) {
    const script = scriptOf(prompt.slice(encoding.starts[token], encoding.ends[token]).normalize('NFKC'));
    const touches = token > 0 && encoding.ends[token - 1] === encoding.starts[token];
    if (touches && script !== undefined && script === before) words.at(-1)!.push(token);
    else words.push([token]);
    before = script;
  }
  return words;
}
