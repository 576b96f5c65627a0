/**
 * Who may do what with which thing, in one place. The functions of `library/` ask here, so that every API and the worker
 * decide alike. `docs/en/server.md` shows the rules as a table.
 */
import { AkezoraError, type Text } from '@akezora/contract';
import type { KeyScope } from '@akezora/contract/api';
import { notFound } from '../platform/not-found.ts';
import { localPrincipal, type Principal } from './principal.ts';
import type { Switches } from './switches.ts';

/**
 * What can be done with a clip. `see`: its row with all facts. `see-file`: its files. `open-link`: the page of its link.
 * `use`: as input of a job, or as the clip that another was made from.
 */
export type ClipAction =
  | 'see'
  | 'see-file'
  | 'open-link'
  | 'use'
  | 'convert'
  | 'export'
  | 'change'
  | 'share'
  | 'publish'
  | 'unpublish'
  | 'delete';

/** What can be done with other things. */
export type ThingAction = 'see' | 'use' | 'create' | 'change' | 'delete';

/** A clip, with all that its rules depend on. */
export interface ClipObject {
  readonly kind: 'clip';
  readonly owner: string;
  readonly visibility: string;
  readonly inBin: boolean;
  readonly isExpired: boolean;
  /** Whether the account of its owner is disabled. */
  readonly ownerDisabled: boolean;
  /** Whether the caller came with a link of this clip that works. */
  readonly hasLink: boolean;
}

/** Another thing of one owner. */
export interface Thing {
  readonly kind:
    | 'job'
    | 'upload'
    | 'folder'
    | 'preset'
    | 'storyboard'
    | 'actor'
    | 'webhook'
    | 'key'
    | 'defaults'
    | 'library';
  readonly owner: string;
}

/** The list of public clips. */
export interface Gallery {
  readonly kind: 'gallery';
}

/** The answer of a rule. `hidden`: the caller is not told whether the thing exists. */
export type Verdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly because: 'not-identified' }
  | { readonly allowed: false; readonly because: 'hidden' }
  | { readonly allowed: false; readonly because: 'refused'; readonly reason: Text };

const allowed: Verdict = { allowed: true };
const hidden: Verdict = { allowed: false, because: 'hidden' };
const notIdentified: Verdict = { allowed: false, because: 'not-identified' };
const refused = (en: string, ja: string): Verdict => ({ allowed: false, because: 'refused', reason: { en, ja } });
const viewersOnlyView = refused('viewers can only view', '閲覧者にできるのは閲覧だけです');
const notForVisitors = refused('visitors without an account cannot have this', 'アカウントのない訪問者は使えません');
const lacks = (scope: KeyScope): Verdict => refused(`the key lacks ${scope}`, `キーに ${scope} の権限がありません`);

/**
 * Decides whether someone may do something with a thing.
 * @param switches only clips and the gallery depend on them.
 */
export function may(
  principal: Principal,
  action: ClipAction | ThingAction,
  object: ClipObject | Thing | Gallery,
  switches: Switches,
): Verdict {
  if (object.kind === 'gallery') return switches.gallery ? allowed : hidden;
  if (object.kind === 'clip') return mayWithClip(principal, action as ClipAction, object, switches);
  return mayWithThing(principal, action as ThingAction, object);
}

/**
 * Checks that someone may do something with a thing.
 * @param what id of the thing, for the message.
 * @throws AkezoraError `unauthorized` without identification, `not_found` where existence must not be told, else `forbidden`.
 */
export function requireMay(
  principal: Principal,
  action: ClipAction | ThingAction,
  object: ClipObject | Thing | Gallery,
  { switches = everythingOff, what = '', field = 'id' }: { switches?: Switches; what?: string | Text; field?: string },
): void {
  const verdict = may(principal, action, object, switches);
  if (verdict.allowed) return;
  if (verdict.because === 'not-identified') throw new AkezoraError('unauthorized');
  if (verdict.because === 'hidden') throw notFound(what, field);
  throw new AkezoraError('forbidden', { reason: verdict.reason });
}

/** Whether someone may make things of a kind. @throws AkezoraError `unauthorized`, `forbidden`. */
export const requireCreate = (principal: Principal, kind: Thing['kind']): void =>
  requireMay(principal, 'create', { kind, owner: principal.owner }, {});

/** Whether someone may see or change their own things of a kind. @throws AkezoraError `unauthorized`, `forbidden`. */
export const requireOwn = (principal: Principal, action: ThingAction, kind: Thing['kind']): void =>
  requireMay(principal, action, { kind, owner: principal.owner }, {});

/** The owner of a job while a worker runs it, or of what the command line imports: no person is there to be asked. */
export const actingFor = (owner: string): Principal => ({ ...localPrincipal, owner, administers: false });

const everythingOff: Switches = { gallery: false, sharing: false };

/** Scope that a key needs; undefined for what every key may do. */
function scopeFor(kind: Thing['kind'], action: ThingAction): KeyScope | undefined {
  if (kind === 'job') return action === 'see' ? undefined : 'generate';
  // A job's inputs are named by id in its request, which needs `generate` itself.
  if (action === 'use') return undefined;
  return 'library';
}

function mayWithThing(principal: Principal, action: ThingAction, { kind, owner }: Thing): Verdict {
  const scope = scopeFor(kind, action);
  if (principal.via === 'none') return notIdentified;
  if (scope !== undefined && !principal.scopes.includes(scope)) return lacks(scope);
  if (principal.role === 'viewer' && action !== 'see') return viewersOnlyView;
  if (principal.via === 'anonymous' && lasting.includes(kind)) return notForVisitors;
  return owner === principal.owner ? allowed : hidden;
}

/** What outlives a visit: it is for people whom the server knows. */
const lasting: readonly Thing['kind'][] = ['webhook', 'key'];

const reading: readonly ClipAction[] = ['see', 'see-file', 'export'];

function mayWithClip(principal: Principal, action: ClipAction, clip: ClipObject, switches: Switches): Verdict {
  const own = principal.via !== 'none' && clip.owner === principal.owner;
  const isPublic = clip.visibility === 'public' && switches.gallery;
  const isLinked = clip.hasLink && clip.visibility !== 'private' && switches.sharing;
  const isThere = !clip.inBin && !clip.isExpired && !clip.ownerDisabled;
  // The server's owner answers for what is public: they see it and take it down, also with the gallery off.
  const moderates = principal.administers && clip.visibility === 'public' && !clip.inBin;
  const seesFile = own || (isThere && (isPublic || isLinked)) || moderates;
  if (action === 'open-link') return isThere && isLinked ? allowed : hidden;
  if (action === 'see-file') return seesFile ? allowed : hidden;
  if (action === 'use') return (own && !clip.inBin) || (isThere && isPublic) ? allowed : hidden;
  if (action === 'convert' && !own && !moderates) {
    return seesFile ? refused('only its owner can convert a clip', 'クリップを変換できるのは持ち主だけです') : hidden;
  }
  if (principal.via === 'none') return notIdentified;
  if (action !== 'convert' && !principal.scopes.includes('library')) return lacks('library');
  if (principal.role === 'viewer' && !reading.includes(action)) return viewersOnlyView;
  if (!own) return moderates && ['unpublish', 'delete', 'convert'].includes(action) ? allowed : hidden;
  if (action === 'publish' && !switches.gallery) return refused('the gallery is off', 'ギャラリーは公開されていません');
  if (action === 'share' && !switches.sharing) return refused('sharing is off', '共有は無効になっています');
  return allowed;
}
