/**
 * The engine without Node: what turns words into a clip on the machine of a page's visitor. A page brings its files, onnxruntime and
 * its workers; this brings everything between the words and the file.
 */

export type { CastMember, PicturedMember, WebModel, WebParts, WebPlan } from '../models/akezora/web.ts';
export {
  type DecodedPicture,
  type FilePart,
  type FrameThread,
  type FrameWorkerData,
  type ModelFiles,
  openWebModel,
} from '../models/akezora/web.ts';
export type { OnnxLibrary } from '../runtime/onnx-program.ts';
export { onnxWebRuntime } from '../runtime/onnx-web.ts';
export { codecHere } from '../video/web-encoder.ts';
export { decodePicture } from './decode-picture.ts';
export { fetchedFiles } from './fetched-files.ts';
export { type FrameWorkerMessage, serveFrames, startFrameWorker } from './frame-worker.ts';
export { makeClip, type WebClipOptions, type WebEvent } from './make-clip.ts';
export { type OwnPicture, readOwnPicture } from './own-picture.ts';
