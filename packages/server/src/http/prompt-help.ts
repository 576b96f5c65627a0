import { AkezoraError, type Text } from '@akezora/contract';
import type { PromptHelpOptions } from '../config/schemas.ts';

const tasks = {
  expand:
    'Rewrite the prompt for a short video in the same language: one or two vivid sentences, keeping every thing, action, place and mood it names, adding only light, camera and detail that fit. Answer with the prompt alone.',
  translate:
    'Translate the prompt for a short video into natural English, keeping every thing it names. Answer with the prompt alone.',
} as const;

/**
 * Requests a longer or translated prompt from an OpenAI-compatible chat endpoint. The answer is a suggestion for the user; no
 * prompt is ever replaced silently.
 * @throws AkezoraError `upstream_failed`.
 */
export async function helpWithPrompt(
  options: PromptHelpOptions,
  body: { readonly prompt: string; readonly kind: 'expand' | 'translate' },
): Promise<{ prompt: string; by: string }> {
  const failed = (reason: string | Text, cause?: unknown) =>
    new AkezoraError('upstream_failed', { model: options.model, reason }, { cause });
  try {
    const response = await fetch(`${options.url.replace(/\/$/, '')}/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(options.key === undefined ? {} : { authorization: `Bearer ${options.key}` }),
      },
      body: JSON.stringify({
        model: options.model,
        messages: [
          { role: 'system', content: tasks[body.kind] },
          { role: 'user', content: body.prompt },
        ],
      }),
      redirect: 'error',
      signal: AbortSignal.timeout(60_000),
    });
    if (!response.ok) throw failed(`HTTP ${response.status}`);
    const answer = (await response.json()) as { choices?: { message?: { content?: unknown } }[] };
    const content = answer.choices?.[0]?.message?.content;
    if (typeof content !== 'string' || content.trim() === '')
      throw failed({ en: 'it answered without text', ja: '応答にテキストがありません' });
    return { prompt: content.trim().slice(0, 20_000), by: options.model };
  } catch (thrown) {
    throw thrown instanceof AkezoraError
      ? thrown
      : failed(thrown instanceof Error ? thrown.message : String(thrown), thrown);
  }
}
