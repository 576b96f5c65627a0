import { parseOrThrow } from '@akezora/contract';
import { type AuditEntry, auditQuerySchema, createClient } from '@akezora/contract/api';
import { listAudit } from '../platform/audit.ts';
import { serverUrl } from './server-url.ts';
import type { Command } from './terminal.ts';
import { withStore } from './with-store.ts';

/** `akezora audit`: prints records of the audit log, of the data folder or (with `--url`) of a running server. */
export const auditCommand: Command = async (args, terminal) => {
  const { action, limit = '50', url, json } = args.extra;
  const query = parseOrThrow(auditQuerySchema, { limit, ...(action === undefined ? {} : { action }) });
  const key = typeof args.extra.key === 'string' ? args.extra.key : process.env.AKEZORA_KEY;
  const { data } =
    typeof url === 'string'
      ? await createClient({ baseUrl: serverUrl(url), ...(key === undefined ? {} : { key }) }).call('audit', { query })
      : await withStore(args, (store) => listAudit(store.db, query));
  if (json === true) terminal.out(`${JSON.stringify(data)}\n`);
  else for (const entry of data) terminal.out(`${lineOf(entry)}\n`);
  return 0;
};

/** One record as a line: time, action, outcome, who, on what, details. */
function lineOf({ at, action, outcome, actor, object, detail }: AuditEntry): string {
  const who =
    actor === null ? 'server' : [actor.account ?? actor.owner, actor.key, actor.network].filter(Boolean).join(' ');
  const more = Object.entries(detail).map(([name, value]) => `${name}=${value}`);
  return [at, action, outcome, who, object ?? '', ...more].filter((part) => part !== '').join('  ');
}
