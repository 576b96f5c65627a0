/** Check of a prompt by the tokenizer, before weights are loaded: words it cannot read, and the part beyond its longest length. */
import { AkezoraError, type Notice } from '@akezora/contract';
import { cutPosition, readability } from '../text/readable.ts';
import type { Tokenizer } from '../text/tokenizer.ts';

/** Share of unreadable letters from which a notice is given. */
const noticeShare = 0.1;
/** Share of unreadable letters from which a prompt is refused. */
const refusalShare = 0.9;

/** Result of the check of a prompt. */
export interface PromptCheck {
  readonly notices: readonly Notice[];
  readonly unknownWords: readonly { readonly word: string; readonly start: number; readonly end: number }[];
}

/**
 * Checks a prompt with the tokenizer alone.
 * @param maxLength longest prompt in tokens
 * @throws AkezoraError `prompt_empty`; `prompt_unreadable` when the tokenizer can read almost nothing of it.
 */
export function checkPrompt(prompt: string, tokenizer: Tokenizer, maxLength: number, model: string): PromptCheck {
  if (prompt.trim() === '') throw new AkezoraError('prompt_empty', { field: 'prompt' });
  const { unknownShare, words } = readability(prompt, tokenizer);
  if (unknownShare > refusalShare)
    throw new AkezoraError('prompt_unreadable', { field: 'prompt', languages: { en: 'English', ja: '英語' } });
  const notices: Notice[] = [];
  if (unknownShare > noticeShare) notices.push(unreadableNotice(Math.round(100 * unknownShare), model));
  const cut = cutPosition(prompt, tokenizer, maxLength);
  if (cut !== undefined) notices.push(cutNotice(prompt.slice(cut).trim(), maxLength, model));
  return { notices, unknownWords: words };
}

const unreadableNotice = (percent: number, model: string): Notice => ({
  code: 'prompt_partly_unreadable',
  field: 'prompt',
  message: {
    en: `The text encoder of ${model} cannot read ${percent}% of the prompt; those words have no effect. Write it in English.`,
    ja: `${model} のテキストエンコーダーはプロンプトの ${percent}% を読めません。その部分は結果に反映されないので、英語で書いてください。`,
  },
});

function cutNotice(rest: string, maxLength: number, model: string): Notice {
  const shortened = rest.length > 80 ? `${rest.slice(0, 77)}…` : rest;
  return {
    code: 'prompt_cut',
    field: 'prompt',
    message: {
      en: `${model} reads ${maxLength} tokens; this is left out: “${shortened}”`,
      ja: `${model} が読めるのは ${maxLength}トークンまでです。次の部分は使われません: 「${shortened}」`,
    },
  };
}
