import type { Settings, SettingsPatch } from '@akezora/contract/api';
import type { PromptHelpOptions } from '../../config/schemas.ts';
import { checkUrl } from '../../platform/net/guarded-fetch.ts';
import type { Services } from '../context.ts';

/** Switches of the server as they are now: what its owner set in the studio, else what it was started with. */
export interface ServerSettings {
  readonly gallery: boolean;
  readonly sharing: boolean;
  readonly promptHelp: PromptHelpOptions | undefined;
}

/** Reads the server's switches. */
export async function readSettings({ store, options }: Pick<Services, 'store' | 'options'>): Promise<ServerSettings> {
  const rows = await store.db
    .selectFrom('settings')
    .selectAll()
    .where('key', 'in', ['gallery', 'sharing', 'promptHelp'])
    .execute();
  const kept = new Map(rows.map((row) => [row.key, row.value]));
  const flag = (key: 'gallery' | 'sharing') => (kept.has(key) ? kept.get(key) === true : options[key]);
  const help = kept.get('promptHelp') as PromptHelpOptions | null | undefined;
  return {
    gallery: flag('gallery'),
    sharing: flag('sharing'),
    promptHelp: help === undefined ? options.promptHelp : (help ?? undefined),
  };
}

/** Keeps a setting. */
export async function keepSetting({ store }: Pick<Services, 'store'>, key: string, value: unknown): Promise<void> {
  const text = JSON.stringify(value);
  await store.db
    .insertInto('settings')
    .values({ key, value: text })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: text }))
    .execute();
}

/**
 * Prompt help as it will be kept. The key that is set stays where no other is given and none is taken away, but never
 * goes to another server than the one it was given for.
 * @throws AkezoraError naming the address.
 */
export function nextPromptHelp(
  { key, ...asked }: NonNullable<SettingsPatch['promptHelp']>,
  before: PromptHelpOptions | undefined,
): PromptHelpOptions {
  const { origin } = checkUrl(asked.url, { field: 'promptHelp.url', allowPrivate: true });
  if (key === null) return asked;
  if (key !== undefined && key !== '') return { ...asked, key };
  const same = before?.key !== undefined && new URL(before.url).origin === origin;
  return same ? { ...asked, key: before.key } : asked;
}

/** Settings as one owner sees them; the key of the chat model is never shown. */
export async function settingsView(services: Services, owner: string): Promise<Settings> {
  const { gallery, sharing, promptHelp } = await readSettings(services);
  const own = await services.store.db
    .selectFrom('settings')
    .select('value')
    .where('key', '=', `defaults:${owner}`)
    .executeTakeFirst();
  return {
    defaults: (own?.value ?? {}) as Settings['defaults'],
    gallery,
    sharing,
    promptHelp:
      promptHelp === undefined
        ? null
        : { url: promptHelp.url, model: promptHelp.model, hasKey: promptHelp.key !== undefined },
  };
}
