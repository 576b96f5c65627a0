/** A page without anything to see: tests make clips with it. */
import type { GenerationRequest } from '@akezora/contract';
import { decodePicture } from '@akezora/engine/web';
import { make } from '../../src/making/client.ts';
import type { FramesMessage, FramesResult } from './frames-worker.ts';

const places = { model: new URL('model/', location.href).href, onnx: new URL('onnx/', location.href).href };

/** What a test is told of a clip. */
export interface MadeClip {
  /** Kinds of events in order, each once where several follow one another. */
  readonly kinds: readonly string[];
  /** The file in base64. */
  readonly file: string | undefined;
  readonly facts: unknown;
}

/** What a test calls. */
export interface TestPage {
  /** Makes a clip, and cancels it at the first event of a kind. Default: at none. */
  make(request: GenerationRequest, cancelAt?: string): Promise<MadeClip>;
  /** RGBA of a picture of the box, as the page decodes it: base64 in and out. */
  decode(picture: string): Promise<string>;
  /** Frames of a clip before they are encoded: RGBA in base64. */
  frames(request: GenerationRequest, precision: 'int8' | 'f32', numbers: readonly number[]): Promise<readonly string[]>;
}

async function textOf(bytes: Blob | Uint8Array<ArrayBuffer>): Promise<string> {
  const reader = new FileReader();
  reader.readAsDataURL(bytes instanceof Blob ? bytes : new Blob([bytes]));
  await new Promise((resolve) => reader.addEventListener('load', resolve));
  return String(reader.result).split(',')[1]!;
}

const page: TestPage = {
  async make(request, cancelAt) {
    const worker = new Worker(new URL('../../src/making/clip-worker.ts', import.meta.url), { type: 'module' });
    const making = make(worker, { request, ...places, workers: 1 });
    const kinds: string[] = [];
    let [file, facts]: [string | undefined, unknown] = [undefined, undefined];
    for await (const event of making.events) {
      if (kinds.at(-1) !== event.type) kinds.push(event.type);
      if (event.type === cancelAt) making.cancel();
      if (event.type === 'done') [file, facts] = [await textOf(event.file), event.facts];
    }
    return { kinds, file, facts };
  },
  async decode(picture) {
    const { data } = await decodePicture(Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0)));
    return textOf(data as Uint8Array<ArrayBuffer>);
  },
  frames(request, precision, numbers) {
    const worker = new Worker(new URL('./frames-worker.ts', import.meta.url), { type: 'module' });
    const message: FramesMessage = { request, precision, numbers, ...places };
    worker.postMessage(message);
    return new Promise((resolve, reject) => {
      worker.addEventListener('error', ({ message: reason }) => reject(new Error(reason)));
      worker.addEventListener('message', async ({ data }: MessageEvent<FramesResult>) => {
        worker.terminate();
        if ('failure' in data) reject(new Error(data.failure));
        else resolve(await Promise.all(data.frames.map(textOf)));
      });
    });
  },
};

Object.assign(globalThis, { page });
