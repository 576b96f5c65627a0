/** The service around the engine: jobs, storage, and the APIs people's code already speaks. */

export { runServerCommand, type ServerCommandName } from './command/run.ts';
export type { CommandTerminal } from './command/terminal.ts';
export { defaultOptions } from './config/defaults.ts';
export type * from './config/options.ts';
export { type RunningServer, startServer } from './server.ts';
export { startWorkerProcess } from './worker-process.ts';
