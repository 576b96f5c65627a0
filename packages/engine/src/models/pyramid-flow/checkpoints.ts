/** The published Pyramid Flow checkpoints: four transformers in two repositories on the hub, and how their authors sample them. */
import type { Checkpoint } from '../open.ts';
import type { Architecture } from './config.ts';
import type { TransformerFolder } from './files.ts';

/** Size that a transformer was trained for. */
export type TrainedSize = '384p' | '768p';

/** A published Pyramid Flow checkpoint. */
export interface PyramidCheckpoint extends Checkpoint {
  readonly name: string;
  readonly architecture: Architecture;
  readonly size: TrainedSize;
  readonly transformer: TransformerFolder;
}

/** What a model is: a published checkpoint, or weights of others, told apart by their config and their folder. */
export interface PyramidIdentity extends Pick<PyramidCheckpoint, 'id' | 'name' | 'architecture' | 'size'> {
  /** Whether it is one of the published checkpoints. */
  readonly published: boolean;
}

const folderOf = (size: TrainedSize): TransformerFolder => `diffusion_transformer_${size}`;

/** Size of a transformer by the name of its folder. */
export const sizeOf = (folder: TransformerFolder): TrainedSize =>
  folder === 'diffusion_transformer_768p' ? '768p' : '384p';

function checkpointOf(architecture: Architecture, size: TrainedSize): PyramidCheckpoint {
  const sd3 = architecture === 'sd3';
  const clips = sd3 ? ['text_encoder', 'text_encoder_2', 'tokenizer', 'tokenizer_2'] : ['text_encoder', 'tokenizer'];
  return {
    id: `pyramid-flow-${architecture}-${size}`,
    name: `Pyramid Flow ${sd3 ? 'SD3' : 'miniFLUX'} ${size}`,
    architecture,
    size,
    repo: `rain1011/pyramid-flow-${architecture}`,
    transformer: folderOf(size),
    consistsOf: [folderOf(size), 'causal_video_vae', ...clips],
    weightBytes: sd3 ? 11.6e9 : 9.7e9,
  };
}

/** The checkpoints of this family, the one to take first in front. Sizes include the autoencoder and CLIP, not T5, which all families share. */
export const checkpoints: readonly PyramidCheckpoint[] = [
  checkpointOf('miniflux', '384p'),
  checkpointOf('miniflux', '768p'),
  checkpointOf('sd3', '384p'),
  checkpointOf('sd3', '768p'),
];

/** Steps of each stage and guidance, of the first frame and of the frames after it. */
export interface Sampling {
  /** Steps of each stage of a later frame; the first frame has twice as many. */
  readonly steps: number;
  readonly firstGuidance: number;
  readonly guidance: number;
  /** Guidance of a clip that begins with a picture. */
  readonly pictureGuidance: number;
}

/** Sampling of a model. */
export const samplingOf = ({ architecture, size }: Pick<PyramidIdentity, 'architecture' | 'size'>): Sampling => ({
  steps: 10,
  firstGuidance: architecture === 'sd3' && size === '768p' ? 9 : 7,
  guidance: 5,
  pictureGuidance: 4,
});

/** Width and height of a wide clip that a transformer was trained at. */
export const trainedPixels = (size: TrainedSize) =>
  size === '384p' ? ({ width: 640, height: 384 } as const) : ({ width: 1280, height: 768 } as const);
