import {
  decodePicture,
  type FrameThread,
  type FrameWorkerData,
  fetchedFiles,
  onnxWebRuntime,
  openWebModel,
  startFrameWorker,
  type WebModel,
} from '@akezora/engine/web';
import { fetchOnnx, loadOnnx, type OnnxPlace } from './load-onnx.ts';
import type { MakeMessage } from './messages.ts';

/** Name of the cache with the model's files, which are checked before they are kept. */
const cacheName = 'akezora-model';

/** Opens the model in a worker. Frames are made by workers of its own. */
export async function openPageModel({
  model,
  onnx: folder,
  workers: threads,
}: Pick<MakeMessage, 'model' | 'onnx' | 'workers'>): Promise<WebModel> {
  const onnx = await fetchOnnx(folder);
  return openWebModel({
    files: fetchedFiles(model, await openCache()),
    decode: decodePicture,
    runtime: onnxWebRuntime(await loadOnnx(onnx)),
    startThread: (begin) => startThread(begin, onnx),
    threads,
  });
}

/** No cache where the browser keeps none, such as in private windows: then files are fetched at each visit. */
const openCache = (): Promise<Cache | undefined> =>
  typeof caches === 'undefined' ? Promise.resolve(undefined) : caches.open(cacheName).catch(() => undefined);

function startThread(begin: FrameWorkerData, onnx: OnnxPlace): FrameThread {
  const worker = new Worker(new URL('./frame-worker.ts', import.meta.url), { type: 'module' });
  worker.postMessage({ onnx });
  return startFrameWorker(worker, begin);
}
