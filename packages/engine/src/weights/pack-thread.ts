/** A thread that packs weights, started by `packing-threads.ts`. */
import { parentPort } from 'node:worker_threads';
import { MatrixPacker, type PackJob } from './pack-matrix.ts';

/** What a thread answers: nothing where all went well, else what the system said. */
export interface PackAnswer {
  readonly failure?: { readonly message: string; readonly code?: string };
}

const port = parentPort!;
const packer = MatrixPacker.load();

port.on('message', (job: PackJob) => {
  packer
    .then((ready) => ready.pack(job))
    .then(
      () => port.postMessage({} satisfies PackAnswer),
      (thrown: unknown) => {
        const { message = String(thrown), code } = thrown as NodeJS.ErrnoException;
        const failure = { message, ...(code === undefined ? {} : { code }) };
        port.postMessage({ failure } satisfies PackAnswer);
      },
    );
});
