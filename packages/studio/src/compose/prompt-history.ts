import { storedJson } from '../util/stored.ts';

const stored = storedJson<readonly string[]>('sent');
const limit = 30;

/** The last prompts sent, newest first. */
export const sentPrompts = (): readonly string[] => stored.get() ?? [];

/** Puts a prompt first among the last prompts sent. */
export const rememberPrompt = (prompt: string): void =>
  stored.set([prompt, ...sentPrompts().filter((other) => other !== prompt)].slice(0, limit));
