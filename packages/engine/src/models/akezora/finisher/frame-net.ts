import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { OnnxLibrary } from '../../../runtime/onnx-program.ts';
import { featureChannels, lightChannels } from '../compositor/lit-scene.ts';
import type { FrameNet, FrameShape } from './frame-maker.ts';

/** How a net's results come. */
export interface FrameNetOptions {
  /** Whether every run writes to the same tensors, which onnxruntime cannot do in WebAssembly. Default true. */
  readonly reuses?: boolean;
}

/** The finisher's net of a session. */
export function frameNetOf(
  { Tensor: Made }: OnnxLibrary,
  session: InferenceSession,
  shape: FrameShape,
  { reuses = true }: FrameNetOptions = {},
): FrameNet {
  const { imageSize, imageRim, lightSize } = shape;
  const imageShape = [imageSize.height + 2 * imageRim, imageSize.width + 2 * imageRim, featureChannels];
  const { width, height } = lightSize;
  // Written anew by every run.
  const outputs = {
    light: new Made('float32', new Float32Array(height * width * lightChannels), [height, width, lightChannels]),
    remainder: new Made('float32', new Float32Array(imageSize.height * imageSize.width * 3), [
      imageSize.height,
      imageSize.width,
      3,
    ]),
  };
  return {
    async run(painted, image, sceneTokens) {
      const inputs = {
        painted: new Made('float32', painted, [height, width, 3]),
        image:
          image instanceof Uint8Array ? new Made('uint8', image, imageShape) : new Made('float32', image, imageShape),
        sceneTokens: new Made('int64', BigInt64Array.from(sceneTokens, BigInt), [sceneTokens.length]),
      };
      if (reuses) await session.run(inputs, outputs);
      const { light, remainder } = reuses ? outputs : await session.run(inputs);
      return { light: floatsOf(light!), remainder: floatsOf(remainder!) };
    },
    free: () => session.release(),
  };
}

const floatsOf = (value: Tensor): Float32Array => value.data as Float32Array;
