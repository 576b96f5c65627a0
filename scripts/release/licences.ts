import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly repository?: string | { readonly url?: string };
}

/** The folder below `node_modules` of the package that a file belongs to; undefined for the workspace's own files. */
function packageOf(file: string): string | undefined {
  if (!/[\\/]node_modules[\\/]/.test(file)) return undefined;
  for (let folder = dirname(file); basename(folder) !== 'node_modules'; folder = dirname(folder)) {
    const parent = basename(dirname(folder));
    const isTop = parent === 'node_modules' || (parent.startsWith('@') && !parent.includes('.'));
    if (isTop && existsSync(join(folder, 'package.json'))) return folder;
  }
  return undefined;
}

const addressOf = ({ repository }: Manifest): string =>
  typeof repository === 'string' ? repository : (repository?.url ?? '');

async function textOf(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')));
  return texts.map((text) => text.trim()).join('\n\n');
}

/**
 * Name, version, licence and licence text of every package that files belong to. MPL-2.0 asks to say where the sources are, so
 * each has its address.
 */
export async function licencesOf(files: ReadonlySet<string>): Promise<string> {
  const folders = new Set([...files].flatMap((file) => packageOf(file.replace(/\?.*$/, '')) ?? []));
  const parts = new Map<string, string>();
  for (const folder of folders) {
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
    const { name = basename(folder), version = '', license = '' } = manifest;
    const head = [`${name} ${version}`, `Licence: ${license}`, addressOf(manifest) && `Source: ${addressOf(manifest)}`];
    parts.set(
      `${name} ${version}`,
      [...head, '', await textOf(folder)].filter((line) => line !== undefined).join('\n'),
    );
  }
  const line = `\n\n${'-'.repeat(80)}\n\n`;
  const names = [...parts.keys()].sort();
  return `Packages of others whose code is part of dist/. What npm installs beside this package carries its own licences.${line}${names
    .map((name) => parts.get(name))
    .join(line)}\n`;
}
