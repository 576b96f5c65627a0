export { cacheFolder } from './calibration.ts';
export * from './controls/index.ts';
export { type GenerateOptions, generate, planRequest } from './generate.ts';
export { availableMemory, describeMachine, processorName } from './machine.ts';
export * from './models/index.ts';
export { formatBytes } from './output.ts';
export { cpuFeatures, onnxNodeRuntime } from './runtime/index.ts';
export * from './video/index.ts';
