export * from './pulls.ts';
export * from './registry.ts';
