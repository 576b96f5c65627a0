export { backupFolder, restoreFolder } from './backup.ts';
export { runServerCommand, type ServerCommandName } from './run.ts';
export { describeSettings, readOptions, settings } from './settings.ts';
export type { CommandTerminal } from './terminal.ts';
