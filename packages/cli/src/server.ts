import type { Terminal } from './terminal.ts';

/** Commands that the service carries out. */
export const serverCommands = ['serve', 'worker', 'import', 'export', 'backup', 'restore', 'mcp'] as const;

/** Command that the service carries out. */
export type ServerCommand = (typeof serverCommands)[number];

/** What is handed over: those, and the part of `doctor` that looks at a server. */
type HandedOver = ServerCommand | 'doctor';

/** Hands a command and its words to the service, which is loaded only now. */
export async function serverCommand(name: HandedOver, words: readonly string[], terminal: Terminal): Promise<number> {
  const { runServerCommand } = await import('@akezora/server');
  return runServerCommand(name, words, terminal);
}
