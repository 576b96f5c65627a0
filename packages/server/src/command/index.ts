export { backupFolder, restoreFolder } from './backup.ts';
export { type CommandTerminal, runServerCommand, type ServerCommandName } from './run.ts';
export { describeSettings, readOptions, settings } from './settings.ts';
