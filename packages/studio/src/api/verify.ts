import { AkezoraError, type ErrorShape } from '@akezora/contract';
import type { Verification } from '@akezora/contract/api';
import { base } from './base.ts';

/** A file, or the address of one. */
export type Asked = { readonly file: File } | { readonly url: string };

/** Asks the server what the credentials of a file tell. @throws AkezoraError as the server answers */
export async function verifyFile(asked: Asked): Promise<Verification> {
  const isFile = 'file' in asked;
  const answer = await fetch(`${base}/api/verify`, {
    method: 'POST',
    headers: {
      'x-akezora-client': '1',
      'content-type': isFile ? 'application/octet-stream' : 'application/json',
    },
    body: isFile ? asked.file : JSON.stringify({ url: asked.url }),
  });
  if (answer.ok) return (await answer.json()) as Verification;
  const { error } = (await answer.json().catch(() => ({}))) as { readonly error?: ErrorShape };
  throw error === undefined ? new AkezoraError('internal') : AkezoraError.fromShape(error);
}
