export * from './derived.ts';
export * from './store.ts';
export * from './write.ts';
