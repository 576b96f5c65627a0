import { type AkezoraError, sentencesIn } from '@akezora/contract';

const codes: Readonly<Record<string, string>> = {
  unauthorized: 'invalid_api_key',
  model_unknown: 'model_not_found',
  too_many_requests: 'rate_limit_exceeded',
  limit_reached: 'rate_limit_exceeded',
  request_invalid: 'invalid_value',
  not_found: 'not_found',
  policy_refused: 'moderation_blocked',
  policy_holds: 'moderation_blocked',
};

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}

/** OpenAI's error body: `{error: {message, type, param, code}}`. The message includes the remedy. */
export function openAiError(error: AkezoraError, status: number, japanese: boolean): object {
  const language = japanese ? 'ja' : 'en';
  return {
    error: {
      message: sentencesIn(language, error.text[language], error.remedy[language]),
      type: typeOf(status),
      param: error.field ?? null,
      code: codes[error.code] ?? error.code,
    },
  };
}
