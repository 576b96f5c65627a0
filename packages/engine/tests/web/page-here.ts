import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type GenerationRequest, generationRequestSchema } from '@akezora/contract';
import * as ort from 'onnxruntime-node';
import sharp from 'sharp';
import { builtInFolder } from '../../src/models/akezora/checkpoints.ts';
import type { FrameAnswer } from '../../src/models/akezora/finisher/frame-messages.ts';
import type { ModelEvent } from '../../src/models/model.ts';
import {
  type FrameThread,
  type FrameWorkerData,
  onnxWebRuntime,
  openWebModel,
  serveFrames,
  type WebModel,
} from '../../src/web/index.ts';

export const requestOf = (request: object): GenerationRequest => generationRequestSchema.parse(request);
/** The shortest clip of a small size. */
export const short = { seconds: 2, fps: 12, resolution: '360p', steps: 1, seed: 7 };

/** A worker's work on this thread. */
function threadHere(data: FrameWorkerData): FrameThread {
  let hear: (answer: FrameAnswer) => void = () => undefined;
  const take = serveFrames(ort, (answer) => hear(answer));
  take({ begin: data });
  return {
    post: (question) => take({ question }),
    listen: (onAnswer) => {
      hear = onAnswer;
    },
    terminate: async () => {},
  };
}

/** Opens the model of the box as a page does, with files, pictures and arithmetic of Node. */
export const openHere = (read: string[] = []): Promise<WebModel> =>
  openWebModel({
    files: {
      async read({ path, part }) {
        read.push(path);
        const bytes = await readFile(fileURLToPath(new URL(path, `file://${builtInFolder}`)));
        return new Uint8Array(part === undefined ? bytes : bytes.subarray(part.at, part.at + part.bytes));
      },
    },
    async decode(bytes) {
      const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
      return { width: info.width, height: info.height, data: new Uint8Array(data) };
    },
    runtime: onnxWebRuntime(ort),
    startThread: threadHere,
    threads: 1,
  });

/** The pixels of a clip's frames. */
export async function framesOf(events: AsyncIterable<ModelEvent>): Promise<Buffer[]> {
  const frames: Buffer[] = [];
  for await (const event of events) if (event.type === 'frame') frames.push(Buffer.from(event.frame.data));
  return frames;
}
