import type { Settings, SettingsPatch } from '@akezora/contract/api';
import { requireOwn } from '../../access/policy.ts';
import { type Principal, requireAdministration } from '../../access/principal.ts';
import { requireRecentSignIn } from '../../access/reauthentication.ts';
import { readSwitches, type Switches } from '../../access/switches.ts';
import type { PromptHelpOptions } from '../../config/schemas.ts';
import { readMarkRules } from '../../jobs/mark-rules.ts';
import { audit } from '../../platform/audit.ts';
import { checkUrl } from '../../platform/net/guarded-fetch.ts';
import { notFound } from '../../platform/not-found.ts';
import { isSealed, type Secrets } from '../../platform/secrets.ts';
import type { Store } from '../../platform/store/database.ts';
import { readSettings, writeSetting } from '../../platform/store/settings.ts';
import type { Services } from '../context.ts';
import { helpWithPrompt } from '../prompt-help.ts';
import type { Handlers } from './register.ts';

/** Settings of the server: those that its owner stored in the studio, else those of its options. */
interface ServerSettings extends Switches {
  readonly promptHelp: PromptHelpOptions | undefined;
}

/** Reads the server's settings. */
export async function readServerSettings({
  store,
  options,
  secrets,
}: Pick<Services, 'store' | 'options' | 'secrets'>): Promise<ServerSettings> {
  const [switches, stored] = await Promise.all([readSwitches(store.db), readSettings(store.db, ['promptHelp'])]);
  const help = stored.get('promptHelp') as PromptHelpOptions | null | undefined;
  return { ...switches, promptHelp: help === undefined ? options.promptHelp : opened(secrets, help) };
}

/** The stored prompt help with its key; without it when the key that sealed it is lost. */
function opened(secrets: Secrets, help: PromptHelpOptions | null): PromptHelpOptions | undefined {
  if (help?.key === undefined || !isSealed(help.key)) return help ?? undefined;
  const { key, ...rest } = help;
  try {
    return { ...rest, key: secrets.open(key, 'prompt-help') };
  } catch {
    return rest;
  }
}

const sealed = (secrets: Secrets, help: PromptHelpOptions): PromptHelpOptions =>
  help.key === undefined ? help : { ...help, key: secrets.seal(help.key, 'prompt-help') };

/** Stores a patch: all of it or nothing. `before` is the prompt help that is in use now. */
async function applyPatch(
  { store, secrets }: { readonly store: Store; readonly secrets: Secrets },
  principal: Principal,
  { defaults, promptHelp, ...flags }: SettingsPatch,
  before: PromptHelpOptions | undefined,
): Promise<void> {
  const changes: [string, unknown][] = Object.entries(flags).filter(([, value]) => value !== undefined);
  if (defaults !== undefined) changes.push([`defaults:${principal.owner}`, defaults]);
  if (promptHelp !== undefined)
    changes.push(['promptHelp', promptHelp === null ? null : sealed(secrets, nextPromptHelp(promptHelp, before))]);
  await store.db.transaction().execute(async (tx) => {
    for (const [key, value] of changes) await writeSetting(tx, key, value);
    const changed = changes.map(([key]) => key).filter((key) => !key.startsWith('defaults:'));
    if (changed.length === 0) return;
    const detail = { ...definedOf(flags), settings: changed.join(', ') };
    await audit(tx, { action: 'settings-changed', actor: principal, outcome: 'ok', detail });
  });
}

const definedOf = <T>(flags: Readonly<Record<string, T | undefined>>): Record<string, T> =>
  Object.fromEntries(Object.entries(flags).filter((entry): entry is [string, T] => entry[1] !== undefined));

/**
 * The prompt help to store. Without a new key the present one stays, but it is never sent to another server than the
 * one it was set for.
 * @throws AkezoraError naming the address.
 */
function nextPromptHelp(
  { key, ...rest }: NonNullable<SettingsPatch['promptHelp']>,
  before: PromptHelpOptions | undefined,
): PromptHelpOptions {
  const { origin } = checkUrl(rest.url, { field: 'promptHelp.url', allowPrivate: true });
  if (key === null) return rest;
  if (key !== undefined && key !== '') return { ...rest, key };
  const same = before?.key !== undefined && new URL(before.url).origin === origin;
  return same ? { ...rest, key: before.key } : rest;
}

/** Settings as one owner sees them; without the key of the chat model. */
async function settingsView(services: Services, owner: string): Promise<Settings> {
  const { gallery, sharing, promptHelp } = await readServerSettings(services);
  const own = await readSettings(services.store.db, [`defaults:${owner}`]);
  return {
    defaults: (own.get(`defaults:${owner}`) ?? {}) as Settings['defaults'],
    gallery,
    sharing,
    ...(await readMarkRules(services.store.db)),
    promptHelp:
      promptHelp === undefined
        ? null
        : { url: promptHelp.url, model: promptHelp.model, hasKey: promptHelp.key !== undefined },
  };
}

/** Settings and prompt help of our own API. */
export const settingsHandlers: Handlers<'settings' | 'patchSettings' | 'promptHelp'> = {
  settings: ({ services, owner }) => settingsView(services, owner),
  patchSettings: async ({ services, principal, owner, body }) => {
    const { defaults: _own, ...server } = body;
    requireOwn(principal, 'change', 'defaults');
    if (Object.keys(server).length > 0) {
      requireAdministration(principal);
      requireRecentSignIn(principal);
    }
    await applyPatch(services, principal, body, (await readServerSettings(services)).promptHelp);
    return settingsView(services, owner);
  },
  promptHelp: async ({ services, principal, body }) => {
    services.budgets.take(principal, 'promptHelp');
    const { promptHelp } = await readServerSettings(services);
    if (promptHelp === undefined) throw notFound({ en: 'prompt help', ja: 'プロンプト補助' });
    return helpWithPrompt(promptHelp, body);
  },
};
