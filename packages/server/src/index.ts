/** The service around the engine: jobs, storage, and the APIs people's code already speaks. */
export { type CommandTerminal, runServerCommand, type ServerCommandName } from './command/index.ts';
export { defaultOptions } from './defaults.ts';
export type * from './options.ts';
export { type RunningServer, startServer } from './server.ts';
export { startWorkerProcess } from './worker-process.ts';
