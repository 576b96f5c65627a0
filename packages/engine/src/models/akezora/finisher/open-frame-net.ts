import { onnxruntime, openSession, type SessionOptions } from '../../../runtime/onnx-session.ts';
import type { PlacedBytes } from '../../../runtime/place-memory.ts';
import type { FrameNet, FrameShape } from './frame-maker.ts';
import { frameNetOf } from './frame-net.ts';

/** Opens the finisher's net, in any thread. */
export async function openFrameNet(placed: PlacedBytes, shape: FrameShape, options: SessionOptions): Promise<FrameNet> {
  const ort = await onnxruntime();
  return frameNetOf(ort, await openSession(ort, placed, options), shape);
}
