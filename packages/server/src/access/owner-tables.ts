/**
 * The tables whose rows belong to an owner, and what they are. `thing`: goes with its account at once. `file`: has files,
 * which the sweep removes. `history`: stays when the account goes. `access`: a way in, which keeps nobody. `record`: names
 * an owner without referring to one, and ends by itself.
 */
export const ownerTables = {
  ...{
    folders: 'thing',
    presets: 'thing',
    storyboards: 'thing',
    actors: 'thing',
    webhooks: 'thing',
    decisions: 'thing',
  },
  ...{ open_uploads: 'thing', clips: 'file', uploads: 'file', jobs: 'history' },
  ...{ accounts: 'access', sessions: 'access', api_keys: 'access' },
  ...{ idempotency: 'record', job_events: 'record', audit_log: 'record' },
} as const;

/** A table whose rows belong to an owner. */
export type OwnerTable = keyof typeof ownerTables;

/** The tables of some kinds. */
export const ownerTablesOf = (...kinds: (typeof ownerTables)[OwnerTable][]): readonly OwnerTable[] =>
  (Object.keys(ownerTables) as OwnerTable[]).filter((table) => kinds.includes(ownerTables[table]));
