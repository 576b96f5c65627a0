/** A worker that makes frames. Its first message says where onnxruntime is. */
import { type FrameWorkerMessage, serveFrames } from '@akezora/engine/web';
import { loadOnnx, type OnnxPlace } from './load-onnx.ts';

type Message = FrameWorkerMessage | { readonly onnx: OnnxPlace };

let serving: Promise<(message: FrameWorkerMessage) => void> | undefined;

self.onmessage = ({ data }: MessageEvent<Message>) => {
  if ('onnx' in data) {
    serving = loadOnnx(data.onnx).then((ort) =>
      serveFrames(ort, (answer, move) => self.postMessage(answer, { transfer: move })),
    );
    return;
  }
  // The worker that started this one hears of an error that nobody takes.
  serving?.then((serve) => serve(data)).catch((cause: unknown) => self.reportError(cause));
};
