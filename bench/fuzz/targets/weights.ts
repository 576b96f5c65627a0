import { encodeHeader, headerLength, parseHeader } from '../../../packages/engine/src/tensor/safetensors.ts';
import { readCharsmap } from '../../../packages/engine/src/text/charsmap.ts';
import { loadTokenizer } from '../../../packages/engine/src/text/load-tokenizer.ts';
import { readSentencePiece } from '../../../packages/engine/src/text/sentencepiece.ts';
import { bytesOf, type Target } from '../target.ts';
import { newFolder } from './files.ts';

/** Headers of weights: the length, and the table of tensors. */
export const safetensors = (): Target => ({
  name: 'safetensors',
  inputs: 1_500_000,
  seeds: [
    encodeHeader(
      [
        { name: 'a.weight', dtype: 'f32', shape: [2, 3] },
        { name: 'a.bias', dtype: 'bf16', shape: [3] },
        { name: 'scalar', dtype: 'i64', shape: [] },
      ],
      { format: 'pt' },
    ),
    encodeHeader([]),
  ],
  words: bytesOf(
    ...['"dtype":"F32"', '"shape":[', '"data_offsets":[0,', '__metadata__', '__proto__', 'F8_E4M3', 'BOOL', '{}', '[]'],
    ...['{', '}', '"', ':', ',', '9007199254740993', '1e300', '-1', 'null', '\\u0000', '\\'],
  ),
  covers: /tensor\/safetensors\.ts/,
  run: (input) => {
    const length = headerLength(input.subarray(0, 8), input.length, 'a');
    const { entries } = parseHeader(input.subarray(8, 8 + length), input.length + 50, 'a');
    let end = 0;
    for (const { offset, bytes, shape } of entries) {
      if (offset < 8 || offset + bytes > input.length + 50) throw new Error('a tensor lies outside the file');
      if (bytes > 0 && offset < end) throw new Error('two tensors overlap');
      if (!shape.every((side) => Number.isSafeInteger(side) && side >= 0)) throw new Error('a shape is not whole');
      end = Math.max(end, offset + bytes);
    }
  },
});

/** A field of a protobuf message. */
function field(number: number, wire: 0 | 2 | 5, value: Uint8Array | number): Buffer {
  const head = [(number << 3) | wire];
  if (number << 3 > 127) head.splice(0, 1, ((number << 3) & 0x7f) | wire | 0x80, (number << 3) >> 7);
  if (wire === 2)
    return Buffer.concat([Buffer.from(head), Buffer.from([(value as Uint8Array).length]), value as Uint8Array]);
  return Buffer.concat([
    Buffer.from(head),
    wire === 0 ? Buffer.from([value as number]) : Buffer.from(value as Uint8Array),
  ]);
}

const piece = (text: string, score: number): Buffer => {
  const float = Buffer.alloc(4);
  float.writeFloatLE(score);
  return field(1, 2, Buffer.concat([field(1, 2, Buffer.from(text)), field(2, 5, float)]));
};

/** A character map that replaces nothing. */
const charsmap = Buffer.from([8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x61, 0]);
const unigram = Buffer.concat([
  ...['<pad>', '</s>', '<unk>', '▁', 'a', '▁fox', '雪', 'runs'].map((text, at) => piece(text, -at)),
  field(2, 2, Buffer.concat([field(3, 0, 1), field(40, 0, 2), field(41, 0, 127), field(42, 0, 1), field(43, 0, 0)])),
  field(3, 2, field(2, 2, charsmap)),
]);

const sentence = 'a fox runs through 雪 at dusk ½ ﬁ';

/** SentencePiece models with their character map, and text that goes through them. */
export const sentencePiece = (): Target => ({
  name: 'sentencepiece',
  inputs: 600_000,
  seeds: [unigram],
  words: [
    charsmap,
    ...bytesOf('\x0a', '\x12', '\x1a', '\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01', '\xff\xff\xff\xff\x0f', '▁'),
  ],
  covers: /text\/(?:sentencepiece|charsmap)\.ts/,
  run: (input) => {
    const model = readSentencePiece(input, 'a');
    readCharsmap(model.charsmap, 'a')(sentence);
  },
});

const tokenizers = {
  unigram: {
    added_tokens: [{ id: 2, content: '<unk>', lstrip: false, rstrip: false, normalized: false }],
    normalizer: { type: 'Precompiled', precompiled_charsmap: charsmap.toString('base64') },
    model: {
      type: 'Unigram',
      unk_id: 2,
      vocab: ['<pad>', '</s>', '<unk>', '▁', 'a', '▁fox'].map((text, at) => [text, -at]),
    },
  },
  bpe: {
    added_tokens: [
      { id: 4, content: '<|startoftext|>', lstrip: false, rstrip: false, normalized: false },
      { id: 5, content: '<|endoftext|>', lstrip: false, rstrip: false, normalized: false },
    ],
    model: {
      type: 'BPE',
      vocab: { a: 0, f: 1, fo: 2, 'x</w>': 3, '<|startoftext|>': 4, '<|endoftext|>': 5 },
      merges: ['f o', ['fo', 'x</w>']],
    },
  },
};

/** Tokenizers in JSON, and text that goes through them. */
export const tokenizer = (): Target => {
  const folder = newFolder();
  return {
    name: 'tokenizer',
    inputs: 400_000,
    seeds: Object.values(tokenizers).map((one) => Buffer.from(JSON.stringify(one))),
    words: bytesOf(
      ...[
        '"vocab":',
        '"merges":',
        '"added_tokens":',
        '"unk_id":',
        '"normalizer":',
        '"normalizers":[',
        'null',
        '[]',
        '{}',
      ],
      ...['"content":""', '"id":-1', '1e9', '""', '[', ']', '{', '}', ',', ':', '"', '__proto__'],
    ),
    covers: /text\/(?:load-tokenizer|tokenizer|unigram|bpe|charsmap)\.ts/,
    run: async (input) => {
      folder.write('tokenizer.json', input);
      const { ids } = (await loadTokenizer(folder.path)).encode(sentence);
      if (!ids.every(Number.isSafeInteger)) throw new Error('a token is not a number');
    },
    close: async () => folder.remove(),
  };
};
