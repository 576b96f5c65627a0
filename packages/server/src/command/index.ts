export { describeSettings, readOptions, settings } from '../config/settings.ts';
export { backupFolder, restoreFolder } from './backup.ts';
export { runServerCommand, type ServerCommandName } from './run.ts';
export type { CommandTerminal } from './terminal.ts';
