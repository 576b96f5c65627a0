import { createInterface } from 'node:readline/promises';
import { say } from './messages.ts';
import type { CommandTerminal } from './terminal.ts';

/** The password of an account, from `AKEZORA_PASSWORD` or typed in. */
export async function readPassword(terminal: CommandTerminal, name: string): Promise<string> {
  const given = process.env.AKEZORA_PASSWORD;
  if (given !== undefined) return given;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(say(terminal, 'password', { name }));
  } finally {
    lines.close();
  }
}
