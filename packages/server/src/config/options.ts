import type { UpstreamOptions } from './remote-options.ts';

/** Where clips lie when not in the data folder. */
export interface S3Options {
  readonly bucket: string;
  readonly endpoint?: string;
  readonly region?: string;
  readonly prefix?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
}

/** Sign-in elsewhere by OpenID Connect. */
export interface OidcOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly name?: string;
}

/** A chat model of the owner's choice that writes prompts out or translates them. */
export interface PromptHelpOptions {
  readonly url: string;
  readonly model: string;
  readonly key?: string;
}

/** Limits of one owner, unless the owner of the server set others for them. */
export interface Limits {
  /** Jobs that run at once. */
  readonly running: number;
  /** Jobs that wait. */
  readonly queued: number;
  /** Seconds of video submitted in 24 hours. */
  readonly secondsPerDay: number;
}

/** Every option of the service. What is left out takes the default of `defaultOptions`. */
export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  /** Folder of the embedded database, clips and uploads. */
  readonly dataFolder: string;
  /** Postgres instead of the embedded database. */
  readonly databaseUrl: string | undefined;
  readonly s3: S3Options | undefined;
  /** `auto`: no login on loopback, accounts elsewhere. `accounts`: always. `open`: everyone, by choice. */
  readonly access: 'auto' | 'accounts' | 'open';
  /** Host names it answers to besides its own address. */
  readonly allowedHosts: readonly string[];
  /** Origins whose pages may call it. */
  readonly cors: readonly string[];
  /** Address people reach it by, when a proxy stands before it. */
  readonly publicUrl: string | undefined;
  /** Trust `X-Forwarded-For` of a proxy for rate limits. */
  readonly trustProxy: boolean;
  readonly oidc: OidcOptions | undefined;
  /** Devices to run models on; none leaves the work to `akezora worker` elsewhere. */
  readonly devices: readonly string[];
  /** Module of the engine. */
  readonly engine: string;
  readonly limits: Limits;
  /** Names that stand for models, such as `sora-2`. */
  readonly modelAliases: Readonly<Record<string, string>>;
  readonly defaultModel: string;
  readonly upstreams: readonly UpstreamOptions[];
  readonly promptHelp: PromptHelpOptions | undefined;
  readonly gallery: boolean;
  readonly sharing: boolean;
  readonly bodyBytes: number;
  readonly uploadBytes: number;
  /** Bytes an owner's clips may take; 0 for no limit. */
  readonly quotaBytes: number;
  /** Free bytes below which no job is started. */
  readonly reserveBytes: number;
  /** Seconds after which clips expire; 0 for never. */
  readonly clipSeconds: number;
  /** Requests an address may send in a minute; 0 for no limit. */
  readonly requestsPerMinute: number;
  /** Seconds of silence after which a worker counts as gone. */
  readonly goneAfterSeconds: number;
  /** Folder of the built studio. */
  readonly studioFolder: string | undefined;
  readonly logLevel: string;
}
