import { api } from './client.ts';

/** Address of the small picture of a clip, else of an upload; undefined for neither. */
export function thumbnailOf({
  clip,
  upload,
}: {
  readonly clip?: string | undefined;
  readonly upload?: string | undefined;
}): string | undefined {
  if (clip !== undefined) return api.url(`/api/clips/${encodeURIComponent(clip)}/thumbnail`);
  return upload === undefined ? undefined : api.url(`/api/uploads/${encodeURIComponent(upload)}/thumbnail`);
}
