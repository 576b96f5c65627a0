export * from './database.ts';
export * from './ids.ts';
export { type Signal, type Signals, signal } from './signals.ts';
export type * from './tables.ts';
