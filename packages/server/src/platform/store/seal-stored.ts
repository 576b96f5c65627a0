import { isSealed, keyIdOf, type Secrets } from '../secrets.ts';
import type { Queries } from './database.ts';
import { readSettings, writeSetting } from './settings.ts';

/**
 * Seals the secrets that an earlier version stored as they are; running it again changes nothing.
 * @returns what was sealed with a key that is not here any more, such as `webhook webhook_…`: it has to be set anew.
 */
export async function sealStored(db: Queries, secrets: Secrets): Promise<string[]> {
  const lost: string[] = [];
  const hooks = await db.selectFrom('webhooks').select(['id', 'secret']).execute();
  for (const { id, secret } of hooks) {
    if (isSealed(secret)) {
      if (keyIdOf(secret) !== secrets.keyId) lost.push(`webhook ${id}`);
      continue;
    }
    const sealed = secrets.seal(secret, `webhook:${id}`);
    // Another server of this database may have sealed it meanwhile.
    await db
      .updateTable('webhooks')
      .set({ secret: sealed })
      .where('id', '=', id)
      .where('secret', '=', secret)
      .execute();
  }
  const links = await db.selectFrom('shares').select(['clip_id', 'token']).execute();
  for (const { clip_id, token } of links) {
    if (isSealed(token)) {
      if (keyIdOf(token) !== secrets.keyId) lost.push(`link of ${clip_id}`);
      continue;
    }
    const sealed = secrets.seal(token, `share:${clip_id}`);
    await db
      .updateTable('shares')
      .set({ token: sealed })
      .where('clip_id', '=', clip_id)
      .where('token', '=', token)
      .execute();
  }
  const apps = await db.selectFrom('totp').select(['account_id', 'secret']).execute();
  for (const { account_id, secret } of apps)
    if (keyIdOf(secret) !== secrets.keyId) lost.push(`authenticator app of ${account_id}`);
  const help = (await readSettings(db, ['promptHelp'])).get('promptHelp');
  if (typeof help === 'object' && help !== null && 'key' in help && typeof help.key === 'string') {
    if (!isSealed(help.key))
      await writeSetting(db, 'promptHelp', { ...help, key: secrets.seal(help.key, 'prompt-help') });
    else if (keyIdOf(help.key) !== secrets.keyId) lost.push('key of the prompt help');
  }
  return lost;
}
