export * from './cpu.ts';
export * from './onnx-node.ts';
export * from './runtime.ts';
