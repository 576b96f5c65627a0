import { open, stat } from 'node:fs/promises';
import { scriptFile } from '@akezora/contract/root';
import { runGuarded } from '../../host/guarded-child.ts';
import { sniffInput } from '../../video/input.ts';
import { sha256OfFile } from '../../weights/sha256.ts';
import type { ReadingWork } from './credentials-child.ts';
import { credentialsType } from './formats.ts';
import { type CredentialsReport, emptyReport } from './report.ts';
import { credentialsBeside } from './sidecar.ts';
import { knownRoots } from './signing-keys.ts';

/** Limits of the process that reads: milliseconds (more for a large file), resident bytes, and bytes of its answer. */
const limits = { milliseconds: 60_000, bytes: 1.2 * 2 ** 30, output: 4e6 };
/** Most bytes of credentials in a file of their own. */
const largestApart = 50e6;
/** Bytes that are hashed in a millisecond, at the least. */
const slowest = 10_000;

/**
 * Reads the content credentials (C2PA) of a picture or video, or those in the file `.c2pa` beside it, in a process of its own with
 * limits of time and memory.
 * @param keys folder of the keys whose roots are known. Default: `signing` in the data folder
 * @throws AkezoraError `input_missing`, `input_unreadable`
 */
export async function readCredentials(file: string, keys?: string): Promise<CredentialsReport> {
  const type = credentialsType((await sniffInput(file)).format);
  const anchors = await knownRoots(keys);
  const inside = type === undefined ? emptyReport('none') : await readIn(file, { type, anchors });
  if (inside.state !== 'none') return inside;
  const apart = credentialsBeside(file);
  const isThere = await stat(apart).then(
    (found) => found.isFile() && found.size <= largestApart,
    () => false,
  );
  if (!isThere) return inside;
  const hash = Buffer.from(await sha256OfFile(file), 'hex').toString('base64');
  return readIn(apart, { type: 'application/c2pa', anchors, hash });
}

async function readIn(file: string, work: ReadingWork): Promise<CredentialsReport> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const input = Buffer.from(JSON.stringify(work));
    const milliseconds = limits.milliseconds + size / slowest;
    const script = scriptFile('engine/src/provenance/credentials/credentials-child.ts');
    const { code, out } = await runGuarded(script, { ...limits, milliseconds, input, files: [handle.fd] });
    if (code === 0) return JSON.parse(out.toString()) as CredentialsReport;
    return emptyReport('unreadable', [code === null ? 'limit' : 'failed']);
  } finally {
    await handle.close();
  }
}
