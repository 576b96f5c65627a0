export * from './dtype.ts';
export * from './half.ts';
export * from './noise.ts';
export * from './philox.ts';
export * from './safetensors.ts';
export * from './source.ts';
export * from './tensor.ts';
