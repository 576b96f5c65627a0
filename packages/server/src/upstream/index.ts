export { createBalancer } from './balance.ts';
export type * from './options.ts';
export { startUpstreams } from './runner.ts';
