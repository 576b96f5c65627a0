export * from './derived.ts';
export * from './hub.ts';
export * from './library.ts';
export * from './places.ts';
export * from './pull.ts';
export * from './store.ts';
export { type PullTarget, pullTargets } from './targets.ts';
export * from './write.ts';
