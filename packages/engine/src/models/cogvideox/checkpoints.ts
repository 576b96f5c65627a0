/** The published CogVideoX checkpoints: diffusers folders on the hub, and how their authors sample them (`cli_demo.py` of zai-org/CogVideo). */
import type { Checkpoint } from '../open.ts';
import type { TransformerConfig } from './config.ts';
import { takesPicture } from './config.ts';

/** Kind of a model. */
export type CogKind = '2b' | '5b' | '5b-i2v' | '1.5-5b' | '1.5-5b-i2v';

/** A published CogVideoX checkpoint. */
export interface CogCheckpoint extends Checkpoint {
  readonly name: string;
  readonly kind: CogKind;
}

/** The checkpoints of this family, the default first. Sizes include the autoencoder, not the text encoder, which all share. */
export const checkpoints: readonly CogCheckpoint[] = [
  { id: 'cogvideox-2b', name: 'CogVideoX 2B', kind: '2b', repo: 'zai-org/CogVideoX-2b', weightBytes: 4.25e9 },
  { id: 'cogvideox-5b', name: 'CogVideoX 5B', kind: '5b', repo: 'zai-org/CogVideoX-5b', weightBytes: 12.01e9 },
  {
    id: 'cogvideox-5b-i2v',
    name: 'CogVideoX 5B I2V',
    kind: '5b-i2v',
    repo: 'zai-org/CogVideoX-5b-I2V',
    weightBytes: 12.12e9,
  },
  {
    id: 'cogvideox1.5-5b',
    name: 'CogVideoX 1.5 5B',
    kind: '1.5-5b',
    repo: 'zai-org/CogVideoX1.5-5B',
    weightBytes: 12.01e9,
  },
  {
    id: 'cogvideox1.5-5b-i2v',
    name: 'CogVideoX 1.5 5B I2V',
    kind: '1.5-5b-i2v',
    repo: 'zai-org/CogVideoX1.5-5B-I2V',
    weightBytes: 12.01e9,
  },
];

/** Whether a kind makes a clip from its first picture. */
export const startsFromPicture = (kind: CogKind): boolean => kind.endsWith('i2v');

/** Whether a kind is 1.5: patches of two frames, larger pictures, 16 frames a second. */
export const isLate = (kind: CogKind): boolean => kind.startsWith('1.5');

/** The kind that a transformer's config belongs to, for weights that are none of the published ones. */
export function kindOf(config: TransformerConfig): CogKind {
  const picture = takesPicture(config);
  if (config.patch_size_t !== undefined) return picture ? '1.5-5b-i2v' : '1.5-5b';
  if (picture) return '5b-i2v';
  return config.use_rotary_positional_embeddings ? '5b' : '2b';
}

/** Steps, guidance and scheduler of a kind. All but 2B take the stochastic scheduler, with guidance that changes from step to step. */
export const samplingOf = (kind: CogKind) => ({ steps: 50, guidance: 6, stochastic: kind !== '2b' }) as const;

/** Width and height that a kind was trained at. */
export const trainedSize = (kind: CogKind) =>
  isLate(kind) ? ({ width: 1360, height: 768 } as const) : ({ width: 720, height: 480 } as const);
