import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Entry } from './entry.ts';
import { corpus } from './index.ts';

const run = promisify(execFile);

/** Makes files of the corpus once, in a folder named by all recipes, and gives their paths. */
export class CorpusFiles {
  readonly folder: string;
  readonly #made = new Map<string, Promise<string>>();

  /** @param root where the folder is. Default: the temporary folder */
  constructor(root = tmpdir()) {
    const recipes = corpus.map(({ name, make, patch }) => [name, make, String(patch)]);
    const hash = createHash('sha256').update(JSON.stringify(recipes)).digest('hex').slice(0, 12);
    this.folder = join(root, `akezora-corpus-${hash}`);
    mkdirSync(this.folder, { recursive: true });
  }

  /** Removes the folder. */
  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The path of a file, which is made if it is not there. */
  path(name: string): Promise<string> {
    const entry = corpus.find((one) => one.name === name);
    if (entry === undefined) throw new Error(`no file ${name} in the corpus`);
    let made = this.#made.get(name);
    if (made === undefined) this.#made.set(name, (made = this.#make(entry)));
    return made;
  }

  async #make({ name, make, patch }: Entry): Promise<string> {
    const path = join(this.folder, name);
    if (existsSync(path)) return path;
    const words: string[] = [];
    const others: Buffer[] = [];
    for (const word of make) {
      const other = word.startsWith('@') ? await this.path(word.slice(1)) : undefined;
      words.push(other ?? word);
      if (other !== undefined) others.push(readFileSync(other));
    }
    // Whole or not at all, also where two programs make the same file at once.
    const draft = join(this.folder, `${process.pid}-${name}`);
    if (words.includes('-i')) await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...words, '-threads', '1', draft]);
    else writeFileSync(draft, Buffer.concat(others));
    if (patch !== undefined) writeFileSync(draft, patch(readFileSync(draft)));
    renameSync(draft, path);
    return path;
  }
}
