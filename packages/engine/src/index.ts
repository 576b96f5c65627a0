/**
 * The engine: from a prompt to a video file. `generate` makes a clip, `planRequest` calculates its size, time and memory; the other
 * exports install models, and read and write videos.
 *
 * @module
 */
export { type Clips, openClips } from './clips.ts';
export { type GenerateOptions, generate } from './generate.ts';
export { print as printGraph } from './graph/print.ts';
export { cacheFolder } from './host/folders.ts';
export { outputPlace } from './host/output-place.ts';
export { describeMachine, type Machine } from './machine/machine.ts';
export { availableMemory } from './machine/memory.ts';
export { cutOutPicture, drawSvg, readActor, svgAsPng } from './models/akezora/index.ts';
export { type AddedFromComfy, addComfyUi, type ComfyReport, type LeftByComfy } from './models/comfyui.ts';
export { type InstalledDecoder, installedDecoders } from './models/decoders.ts';
export type { ModelFamily, PublishedModel } from './models/family.ts';
export { openModel, publishedModels } from './models/index.ts';
export {
  addModel,
  type InstalledModel,
  installedModels,
  pullModel,
  type VerifiedFile,
  verifyModel,
  whereIs,
} from './models/installed.ts';
export { type InstalledLora, installedLoras } from './models/loras.ts';
export type { ModelEvent, RunContext, VideoModel } from './models/model.ts';
export { type RemovedModel, removeModel } from './models/remove.ts';
export { type ComputeOptions, type PlannedRequest, planRequest } from './plan.ts';
export { payloadOf } from './provenance/marks/payload.ts';
export { payloadText } from './provenance/marks/payload-text.ts';
export { type ReadMarkOptions, readMark } from './provenance/marks/read-mark.ts';
export { cpuFeatures } from './runtime/cpu.ts';
export { type CudaInstallation, type CudaInstallOptions, installCuda } from './runtime/cuda/install.ts';
export { onnxBinaries } from './runtime/onnx-binaries.ts';
export { onnxNodeRuntime } from './runtime/onnx-node.ts';
export { type MomentStill, openStills, type Stills } from './stills.ts';
export { type Cut, cutsOfJoin, type JoinOptions, joinVideos } from './video/cut.ts';
export { type DecodeOptions, decodeVideo } from './video/decode.ts';
export { encodeAll, encodeVideo } from './video/encode.ts';
export type { EncodeEvent, EncodeOptions } from './video/encode-options.ts';
export { readFacts, readSidecar, type Sidecar, writeSidecar } from './video/facts-file.ts';
export { readFileTexts } from './video/file-texts.ts';
export type { Frame } from './video/frame.ts';
export { cleanPicture, decodeImage, decodePicture } from './video/image.ts';
export type { InputLimits, InputOptions } from './video/input.ts';
export { convertLive, type LiveConversion } from './video/live/convert.ts';
export { type MediaProbe, probe } from './video/probe.ts';
export { type Fitting, resample } from './video/resample.ts';
export { previewJpeg, type SpriteSheet, type StillOptions, spriteSheet, still, thumbnail } from './video/stills.ts';
export { codecSupport, measureEncoding } from './video/support.ts';
export type { PullEvent, PullOptions } from './weights/pull.ts';
export { sha256OfFile } from './weights/sha256.ts';
