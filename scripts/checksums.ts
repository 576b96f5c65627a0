/** Writes sha256.json of a folder of akezora weights: `node scripts/checksums.ts [FOLDER]`. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2] ?? 'models/akezora-2';
const files = readdirSync(folder)
  .filter((name) => /\.(json|safetensors)$/.test(name) && name !== 'sha256.json')
  .sort();
const sums = files.map((name) => [
  name,
  createHash('sha256')
    .update(readFileSync(join(folder, name)))
    .digest('hex'),
]);
writeFileSync(join(folder, 'sha256.json'), `${JSON.stringify(Object.fromEntries(sums), null, 1)}\n`);
