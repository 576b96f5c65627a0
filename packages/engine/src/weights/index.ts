export * from './store.ts';
export * from './write.ts';
