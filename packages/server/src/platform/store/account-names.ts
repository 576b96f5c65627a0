import type { Kysely } from 'kysely';
import { nameKey, normalName, unseenCharacters } from '../names.ts';
import type { Tables } from './tables.ts';

/**
 * Writes the names of earlier versions in their stored form, oldest account first: a name that another account has by now
 * (`Ame` and `ame`) gets a number.
 */
export async function rewriteAccountNames(tx: Kysely<Tables>): Promise<void> {
  const rows = await tx.selectFrom('accounts').select(['id', 'name']).orderBy('created_at').orderBy('id').execute();
  const taken = new Set<string>();
  // Each name is free of the others' before any is written: the column itself is unique.
  const names = rows.map(({ id, name }) => {
    const plain = normalName(name.replace(new RegExp(unseenCharacters, 'gu'), '')) || 'account';
    let own = plain;
    for (let number = 2; taken.has(nameKey(own)); number += 1) own = `${plain} ${number}`;
    taken.add(nameKey(own));
    return { id, before: name, own };
  });
  for (const { id, before, own } of names) {
    if (own !== before) await tx.updateTable('accounts').set({ name: id }).where('id', '=', id).execute();
  }
  for (const { id, own } of names) {
    await tx
      .updateTable('accounts')
      .set({ name: own, name_key: nameKey(own) })
      .where('id', '=', id)
      .execute();
  }
  // Unique from here on.
  await tx.schema.createIndex('accounts_folded_name').unique().on('accounts').column('name_key').execute();
}
