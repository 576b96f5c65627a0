import type { Target } from '../target.ts';

/** Every parser of bytes that come from outside, by the name of its target; each loads only what it needs. */
export const targets: Readonly<Record<string, () => Promise<Target>>> = {
  zip: async () => (await import('./archives.ts')).zip(),
  tar: async () => (await import('./archives.ts')).tar(),
  csv: async () => (await import('./tables.ts')).csv(),
  notes: async () => (await import('./tables.ts')).notes(),
  facts: async () => (await import('./tables.ts')).clipFacts(),
  safetensors: async () => (await import('./weights.ts')).safetensors(),
  sentencepiece: async () => (await import('./weights.ts')).sentencePiece(),
  tokenizer: async () => (await import('./weights.ts')).tokenizer(),
  mp4: async () => (await import('./media.ts')).mp4(),
  matroska: async () => (await import('./media.ts')).matroska(),
  pictures: async () => (await import('./media.ts')).pictures(),
  range: async () => (await import('./texts.ts')).range(),
  events: async () => (await import('./texts.ts')).events(),
  names: async () => (await import('./texts.ts')).names(),
  tus: async () => (await import('./uploads.ts')).tus(),
  multipart: async () => (await import('./forms.ts')).multipart(),
  json: async () => (await import('./forms.ts')).json(),
};
