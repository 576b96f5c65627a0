import { rm } from 'node:fs/promises';

const waiting = new WeakMap<Request, (() => Promise<void> | void)[]>();

/** Has something done when a request is answered, in whatever way: a file removed, a place given back. */
export function afterAnswer(request: Request, work: () => Promise<void> | void): void {
  const works = waiting.get(request);
  if (works === undefined) waiting.set(request, [work]);
  else works.push(work);
}

/** Removes a file when a request is answered, unless it was moved away. */
export const removeAfterAnswer = (request: Request, path: string): void =>
  afterAnswer(request, () => rm(path, { force: true }));

/** Does what is left to do for a request. */
export async function clearUp(request: Request): Promise<void> {
  const works = waiting.get(request) ?? [];
  waiting.delete(request);
  await Promise.all(works.map(async (work) => work()));
}
