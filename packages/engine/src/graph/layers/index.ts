export * from './activation.ts';
export * from './attention.ts';
export * from './conv.ts';
export * from './conv-int8.ts';
export * from './linear.ts';
export * from './norm.ts';
export * from './resize.ts';
export * from './rotary.ts';
