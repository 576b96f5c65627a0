import { homedir } from 'node:os';
import { join } from 'node:path';

/** Folder for what can be made again: measured speeds, quantised weights, prompt embeddings. `AKEZORA_CACHE` names another. */
export function cacheFolder(): string {
  const { AKEZORA_CACHE, XDG_CACHE_HOME } = process.env;
  return AKEZORA_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'akezora');
}

/** Folder for what cannot be made again: the list of added models. `AKEZORA_HOME` names another. */
export function dataFolder(): string {
  const { AKEZORA_HOME, XDG_DATA_HOME } = process.env;
  return AKEZORA_HOME ?? join(XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'akezora');
}
