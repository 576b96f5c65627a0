import type { GenerationRequest, Text } from '@akezora/contract';
import type { Budgets } from '../access/budgets.ts';
import type { Principal } from '../access/principal.ts';
import type { StartToken } from '../access/start-token.ts';
import type { Identifier } from '../access/who.ts';
import type { ServerOptions } from '../config/settings.ts';
import type { Turns } from '../importing/turns.ts';
import type { Children } from '../inference/children.ts';
import type { Credentials } from '../inference/credentials.ts';
import type { LiveConversions } from '../inference/live-conversions.ts';
import type { Derived } from '../library/derived.ts';
import type { Pulls } from '../models/pulls.ts';
import type { Models } from '../models/registry.ts';
import type { Log } from '../platform/log.ts';
import type { Secrets } from '../platform/secrets.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { Store } from '../platform/store/database.ts';
import type { Telemetry } from '../platform/telemetry/telemetry.ts';
import type { Policy } from '../safety/policies.ts';
import type { EventHub } from './events.ts';
import type { Metrics } from './metrics.ts';
import type { StillSlots } from './still-slots.ts';

/** Services that every API works with. */
export interface Services {
  readonly options: ServerOptions;
  readonly store: Store;
  /** Seals and opens the secrets that the database stores. */
  readonly secrets: Secrets;
  /** Identifies the senders of requests. */
  readonly who: Identifier;
  /** The start token of a server without accounts; undefined with accounts and on open servers. */
  readonly startToken: StartToken | undefined;
  readonly storage: Storage;
  readonly models: Models;
  /** Downloads of models to this machine. */
  readonly pulls: Pulls;
  /** Pictures and conversions of clips. */
  readonly derived: Derived;
  /** The processes for short calls: plans, inspection of uploads, pictures. */
  readonly children: Children;
  /** Live streams converted for browsers without H.264. */
  readonly liveConversions: LiveConversions;
  /** Signs what is made, and reads the credentials of files. */
  readonly credentials: Credentials;
  readonly events: EventHub;
  readonly metrics: Metrics;
  readonly telemetry: Telemetry;
  /** Imports of one owner, which run one after another. */
  readonly imports: Turns;
  /** Stills that a newer request replaces. */
  readonly stillSlots: StillSlots;
  /** Starts the processes that make clips ahead of a job that is being thought up. */
  warmWorker(): void;
  /** What may be asked for and published here. */
  readonly policy: Policy;
  /** What owners may use up. */
  readonly budgets: Budgets;
  /** Replaces the ids in a request by local files, for planning, and says what notices call these. */
  resolve(
    owner: string,
    request: GenerationRequest,
  ): Promise<{ readonly request: GenerationRequest; readonly called: Readonly<Record<string, Text>> }>;
  readonly log: Log;
  /** Aborted when the server stops, which ends long answers. */
  readonly stopping: AbortSignal;
}

/** Variables of a request. */
export interface RequestVariables {
  requestId: string;
  principal: Principal;
  log: Log;
}

/** Environment of the Hono app. */
export interface AppEnv {
  Variables: RequestVariables;
}
