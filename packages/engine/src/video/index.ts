export { type Cut, commonRate, type JoinOptions, joinVideos, trim } from './cut.ts';
export { type DecodeOptions, decodeVideo } from './decode.ts';
export { type EncodeEvent, type EncodeOptions, encodeAll, encodeVideo } from './encode.ts';
export { factsText, readFacts, readSidecar, type Sidecar, sidecarName, writeSidecar } from './facts-file.ts';
export { codecOfName } from './formats.ts';
export type { Frame } from './frame.ts';
export { decodeImage, decodePicture } from './image.ts';
export { defaultInputLimits, type InputLimits, type InputOptions } from './input.ts';
export { type MediaProbe, probe } from './probe.ts';
export { resampleRate } from './rate.ts';
export { crop, type Fitting, type Rectangle, resample } from './resample.ts';
export { type SoundPiece, soundOf } from './sound.ts';
export {
  previewJpeg,
  type SpriteSheet,
  type StillOptions,
  spriteSheet,
  spriteVtt,
  still,
  thumbnail,
} from './stills.ts';
export { type Strength, strengthAt } from './strength.ts';
export { codecSupport, measureEncoding } from './support.ts';
