export type * from '../config/remote-options.ts';
export { createBalancer } from './balance.ts';
export { startUpstreams } from './runner.ts';
