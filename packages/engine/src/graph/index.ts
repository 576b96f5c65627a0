export * from './builder.ts';
export * from './graph.ts';
export * from './layers/index.ts';
export * from './ops.ts';
export * from './print.ts';
export * from './quantise.ts';
export * from './scope.ts';
export * from './serialise.ts';
