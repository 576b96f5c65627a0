export * from './controls/index.ts';
export { type GenerateOptions, generate, planRequest } from './generate.ts';
export { print as printGraph } from './graph/index.ts';
export { formatBytes } from './host/check-output.ts';
export { availableMemory, describeMachine, processorName } from './machine/machine.ts';
export { cacheFolder } from './machine/speeds.ts';
export * from './models/index.ts';
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
