import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ServerOptions } from './options.ts';

const builtStudio = fileURLToPath(new URL('../../../studio/dist', import.meta.url));

/** What every option is when nobody says otherwise. */
export const defaultOptions: ServerOptions = {
  host: '127.0.0.1',
  port: 7860,
  dataFolder: 'data',
  databaseUrl: undefined,
  s3: undefined,
  access: 'auto',
  allowedHosts: [],
  cors: [],
  publicUrl: undefined,
  trustProxy: false,
  oidc: undefined,
  devices: ['cpu'],
  engine: '@akezora/engine',
  limits: { running: 4, queued: 100_000, secondsPerDay: Number.POSITIVE_INFINITY },
  modelAliases: { 'sora-2': 'akezora-1', 'sora-2-pro': 'akezora-1' },
  defaultModel: 'akezora-1',
  upstreams: [],
  promptHelp: undefined,
  gallery: false,
  sharing: true,
  bodyBytes: 4e6,
  uploadBytes: 1e9,
  quotaBytes: 0,
  reserveBytes: 500e6,
  clipSeconds: 0,
  requestsPerMinute: 0,
  goneAfterSeconds: 15,
  studioFolder: undefined,
  logLevel: 'info',
};

/** Fills the defaults in. */
export function withDefaults(given: Partial<ServerOptions>): ServerOptions {
  const options = { ...defaultOptions, ...given };
  const studioFolder = options.studioFolder ?? (existsSync(builtStudio) ? builtStudio : undefined);
  return { ...options, studioFolder };
}
