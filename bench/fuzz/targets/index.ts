import type { Target } from '../target.ts';
import { tar, zip } from './archives.ts';
import { json, multipart } from './forms.ts';
import { matroska, mp4, pictures } from './media.ts';
import { clipFacts, csv, notes } from './tables.ts';
import { events, names, range } from './texts.ts';
import { tus } from './uploads.ts';
import { safetensors, sentencePiece, tokenizer } from './weights.ts';

/** Every parser of bytes that come from outside, by the name of its target. */
export const targets: Readonly<Record<string, () => Target | Promise<Target>>> = {
  zip,
  tar,
  csv,
  notes,
  facts: clipFacts,
  safetensors,
  sentencepiece: sentencePiece,
  tokenizer,
  mp4,
  matroska,
  pictures,
  range,
  events,
  names,
  tus,
  multipart,
  json,
};
