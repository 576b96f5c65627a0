import { clientHeaders, reach, readError, routes, type Verification } from '@akezora/contract/api';
import { api } from './client.ts';

/** A file, or the address of one. */
export type Asked = { readonly file: File } | { readonly url: string };

/** Asks the server what the credentials of a file tell. Its body is the file itself. @throws AkezoraError as `api.call` does */
export async function verifyFile(asked: Asked): Promise<Verification> {
  const [type, body] =
    'file' in asked ? ['application/octet-stream', asked.file] : ['application/json', JSON.stringify(asked)];
  const { method, path } = routes.verify;
  const headers = { ...clientHeaders(api.options), 'content-type': type };
  const answer = await reach(api.options, path, { method, headers, body });
  if (!answer.ok) throw await readError(answer);
  return (await answer.json()) as Verification;
}
