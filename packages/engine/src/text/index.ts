export * from './clip-encoder.ts';
export * from './embedding.ts';
export { loadTokenizer } from './load-tokenizer.ts';
export * from './prompt-cache.ts';
export * from './readable.ts';
export * from './t5.ts';
export { type BucketOptions, relativePositionBucket } from './t5-buckets.ts';
export * from './t5-encoder.ts';
export type { EncodeOptions, Encoding, Tokenizer } from './tokenizer.ts';
