/**
 * Signals that ask the program to stop. Windows has no SIGTERM; it tells of Ctrl-Break and of a console window that is closed, and ends
 * the process ten seconds after that. Elsewhere SIGHUP keeps its meaning, so that `nohup` works.
 */
export const stopSignals = (platform: NodeJS.Platform): readonly NodeJS.Signals[] =>
  platform === 'win32' ? ['SIGINT', 'SIGBREAK', 'SIGHUP'] : ['SIGINT', 'SIGTERM'];
