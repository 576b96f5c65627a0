export { cacheFolder } from './calibration.ts';
export * from './controls/index.ts';
export { type GenerateOptions, generate, planRequest } from './generate.ts';
export { print as printGraph } from './graph/index.ts';
export { availableMemory, describeMachine, processorName } from './machine.ts';
export * from './models/index.ts';
export { formatBytes } from './output.ts';
export { cpuFeatures, onnxNodeRuntime } from './runtime/index.ts';
export * from './video/index.ts';
export {
  addModel,
  type InstalledModel,
  installedModels,
  type PullEvent,
  type PullOptions,
  pullModel,
  removeModel,
  type VerifiedFile,
  verifyModel,
  whereIs,
} from './weights/index.ts';
