/** The service around the engine: jobs, storage, its own HTTP API, and endpoints compatible with OpenAI, Gradio, Hugging Face and MCP. */

export type { ServerCommandName } from './command/help.ts';
export { runServerCommand } from './command/run.ts';
export type { CommandTerminal } from './command/terminal.ts';
export type { Limits, OidcOptions, PromptHelpOptions, S3Options } from './config/schemas.ts';
export { defaultOptions, type ServerOptions } from './config/settings.ts';
export type { UpstreamOptions } from './config/upstreams.ts';
export { readCsv } from './importing/csv.ts';
export { fetchToFile } from './platform/net/guarded-fetch.ts';
export { lockFolder } from './platform/store/lock.ts';
export { type RunningServer, startServer } from './server.ts';
export { startWorkerProcess } from './worker-process.ts';
