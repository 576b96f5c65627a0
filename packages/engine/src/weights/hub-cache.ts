import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The hub's own cache folder, shared with Python programs: `HF_HUB_CACHE`, else `hub` in `HF_HOME`, else in
 * `~/.cache/huggingface`.
 */
function hubCache(): string {
  const { HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME, XDG_CACHE_HOME } = process.env;
  return (
    HF_HUB_CACHE ??
    HUGGINGFACE_HUB_CACHE ??
    join(HF_HOME ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huggingface'), 'hub')
  );
}

/** A repository of the hub, with the revision that is wanted. */
export interface RepoName {
  readonly repo: string;
  readonly revision: string;
}

/** Reads `ORG/NAME` or `ORG/NAME@REVISION`; `undefined` for anything else. */
export function parseRepo(text: string): RepoName | undefined {
  const match = /^([\w.-]+\/[\w.-]+)(?:@([\w./-]+))?$/.exec(text);
  if (!match || match[1]!.includes('..')) return undefined;
  return { repo: match[1]!, revision: match[2] ?? 'main' };
}

/** Folder of a repository in the hub's cache. */
export const repoFolder = (repo: string): string => join(hubCache(), `models--${repo.replaceAll('/', '--')}`);

/** The snapshot of a revision (branch, tag or commit) in the cache, or `undefined` when it isn't there. */
export async function snapshotOf({ repo, revision }: RepoName): Promise<string | undefined> {
  const folder = repoFolder(repo);
  const commit = await readFile(join(folder, 'refs', revision), 'utf8').then(
    (text) => text.trim(),
    () => revision,
  );
  const snapshot = join(folder, 'snapshots', commit);
  return existsSync(snapshot) ? snapshot : undefined;
}
