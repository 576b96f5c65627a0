export { type GenerateOptions, generate } from './generate.ts';
export { print as printGraph } from './graph/print.ts';
export { cacheFolder } from './host/folders.ts';
export type { Machine } from './machine/machine.ts';
export { describeMachine, processorName } from './machine/machine.ts';
export { availableMemory } from './machine/memory.ts';
export type { ModelFamily, PublishedModel } from './models/family.ts';
export { builtInModel, locatedModels, openModel, publishedModels, pullTargets } from './models/index.ts';
export {
  addModel,
  type InstalledModel,
  installedModels,
  pullModel,
  removeModel,
  type VerifiedFile,
  verifyModel,
  whereIs,
} from './models/installed.ts';
export type { ModelEvent, RunContext, VideoModel } from './models/model.ts';
export { type ComputeOptions, type PlannedRequest, planRequest } from './plan.ts';
export { cpuFeatures } from './runtime/cpu.ts';
export { onnxNodeRuntime } from './runtime/onnx-node.ts';
export { type Cut, commonRate, type JoinOptions, joinVideos, trim } from './video/cut.ts';
export { type DecodeOptions, decodeVideo } from './video/decode.ts';
export { encodeAll, encodeVideo } from './video/encode.ts';
export type { EncodeEvent, EncodeOptions } from './video/encode-options.ts';
export { factsText, readFacts, readSidecar, type Sidecar, sidecarName, writeSidecar } from './video/facts-file.ts';
export type { Frame } from './video/frame.ts';
export { decodeImage, decodePicture } from './video/image.ts';
export { defaultInputLimits, type InputLimits, type InputOptions } from './video/input.ts';
export { type MediaProbe, probe } from './video/probe.ts';
export { resampleRate } from './video/rate.ts';
export { crop, type Fitting, type Rectangle, resample } from './video/resample.ts';
export { type SoundPiece, soundOf } from './video/sound.ts';
export {
  previewJpeg,
  type SpriteSheet,
  type StillOptions,
  spriteSheet,
  spriteVtt,
  still,
  thumbnail,
} from './video/stills.ts';
export { type Strength, strengthAt } from './video/strength.ts';
export { codecSupport, measureEncoding } from './video/support.ts';
export type { PullEvent, PullOptions } from './weights/pull.ts';
