import type { Terminal } from './terminal.ts';

/** Commands of the server package. */
export const serverCommands = [
  'serve',
  'worker',
  'import',
  'export',
  'backup',
  'restore',
  'audit',
  'accounts',
  'keys',
  'mcp',
  'token',
] as const;

/** A command of the server package. */
export type ServerCommand = (typeof serverCommands)[number];

/** Runs a command of the server package, or `doctor --server`. The package is loaded only for these. */
export async function serverCommand(
  name: ServerCommand | 'doctor',
  argv: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const { runServerCommand } = await import('@akezora/server');
  return runServerCommand(name, argv, terminal);
}
