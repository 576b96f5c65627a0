export * from './database.ts';
export * from './ids.ts';
export { lockFolder } from './lock.ts';
export { migrations } from './migrations.ts';
export { channel, type Signal, type Signals } from './signals.ts';
export type * from './tables.ts';
