import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { onnxruntime, openSession, type SessionOptions } from '../../../runtime/onnx-session.ts';
import type { PlacedModel } from '../../../runtime/place-weights.ts';
import { featureChannels, lightChannels } from '../compositor/lit-scene.ts';
import type { FrameNet, FrameShape } from './frame-maker.ts';

/** Opens the finisher's net, in any thread. */
export async function openFrameNet(
  placed: Pick<PlacedModel, 'model' | 'externalData'>,
  shape: FrameShape,
  options: SessionOptions,
): Promise<FrameNet> {
  const ort = await onnxruntime();
  const session: InferenceSession = await openSession(ort, placed, options);
  const { imageSize, imageRim, lightSize } = shape;
  const imageShape = [imageSize.height + 2 * imageRim, imageSize.width + 2 * imageRim, featureChannels];
  const { Tensor: Made } = ort;
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
      await session.run(inputs, outputs);
      return { light: floatsOf(outputs.light), remainder: floatsOf(outputs.remainder) };
    },
    free: () => session.release(),
  };
}

const floatsOf = (value: Tensor): Float32Array => value.data as Float32Array;
