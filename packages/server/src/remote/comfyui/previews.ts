import { readFile, rm, writeFile } from 'node:fs/promises';
import type { GenerationEvent } from '@akezora/contract';
import type { Children } from '../../inference/children.ts';

/** Least milliseconds between two previews. */
const everyMs = 1000;

/**
 * Shows previews of a server elsewhere: each is decoded by a guarded child process and drawn anew as a small JPEG, one at a time;
 * those that come meanwhile are passed over.
 * @param file path beside which the pictures lie while they are read
 */
export function previewer(
  children: Children,
  { file, owner, signal }: { readonly file: string; readonly owner: string; readonly signal: AbortSignal },
  onEvent: (event: GenerationEvent) => void,
) {
  let frame = 0;
  let last = Number.NEGATIVE_INFINITY;
  let work: Promise<void> | undefined;
  const show = async (picture: Uint8Array) => {
    const [source, target] = [`${file}.preview`, `${file}.preview.jpg`];
    try {
      await writeFile(source, picture);
      await children.call('picture', { file: source, kind: 'preview', target, seconds: 0 }, { owner, signal });
      frame += 1;
      onEvent({ type: 'preview', jpeg: await readFile(target), frame });
    } catch {
      // A preview that cannot be read is not shown.
    } finally {
      await Promise.all([source, target].map((one) => rm(one, { force: true })));
    }
  };
  return {
    show: (picture: Uint8Array) => {
      if (work !== undefined || performance.now() - last < everyMs) return;
      last = performance.now();
      work = show(picture).finally(() => {
        work = undefined;
      });
    },
    /** Resolves when none is being read. */
    settled: async () => work,
  };
}
