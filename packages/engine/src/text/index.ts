export { loadTokenizer } from './load-tokenizer.ts';
export type { EncodeOptions, Encoding, Tokenizer } from './tokenizer.ts';
