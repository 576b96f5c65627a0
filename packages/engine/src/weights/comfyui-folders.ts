/**
 * Where ComfyUI keeps its models: a folder `models` with one folder a kind, and further ones that `extra_model_paths.yaml` names.
 * Reference: `folder_paths.py` and `utils/extra_config.py` of ComfyUI at a125cd8.
 */
import { existsSync, statSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { AkezoraError, type Text } from '@akezora/contract';

/** Kinds of models that are looked for, each with the folders that ComfyUI looks in; `unet` and `clip` are their names of before. */
const kinds = {
  checkpoints: ['checkpoints'],
  diffusion_models: ['diffusion_models', 'unet'],
  text_encoders: ['text_encoders', 'clip'],
  vae: ['vae'],
  loras: ['loras'],
} as const;

/** A kind of models of ComfyUI. */
export type ComfyKind = keyof typeof kinds;

/** Folders by kind, and where ComfyUI itself may lie. */
export interface ComfyFolders {
  readonly folders: Readonly<Record<ComfyKind, readonly string[]>>;
  /** Folders that may be an installation of ComfyUI, which has a tokenizer of T5. */
  readonly roots: readonly string[];
}

/** Bytes of a list of paths that is still read. */
const listBytes = 1_000_000;

/**
 * The model folders of an installation of ComfyUI, of its `models` folder, or of an `extra_model_paths.yaml`.
 * @throws AkezoraError `input_missing`; `input_unreadable` for a folder without any of ComfyUI's, and for a list that cannot be read.
 */
export async function comfyFolders(path: string): Promise<ComfyFolders> {
  const full = resolve(path);
  if (!existsSync(full)) throw new AkezoraError('input_missing', { field: '--comfyui', path });
  if (!statSync(full).isDirectory()) return listedFolders(full);
  const models = [join(full, 'models'), full].find(hasKind);
  const list = join(full, 'extra_model_paths.yaml');
  if (models === undefined && !existsSync(list))
    throw unreadable(path, {
      en: `it has none of ComfyUI’s folders (${Object.keys(kinds).join(', ')})`,
      ja: `ComfyUI のフォルダー（${Object.keys(kinds).join('、')}）がありません`,
    });
  const own = models === undefined ? none() : foldersIn(models);
  const extra = existsSync(list) ? await listedFolders(list) : { folders: none(), roots: [] };
  const folders = none();
  for (const kind of Object.keys(kinds) as ComfyKind[]) folders[kind] = [...own[kind], ...extra.folders[kind]];
  return { folders, roots: [full, dirname(full), ...extra.roots] };
}

const none = (): Record<ComfyKind, string[]> => ({
  checkpoints: [],
  diffusion_models: [],
  text_encoders: [],
  vae: [],
  loras: [],
});

const hasKind = (folder: string): boolean =>
  Object.values(kinds)
    .flat()
    .some((name) => existsSync(join(folder, name)));

function foldersIn(models: string): Record<ComfyKind, string[]> {
  const folders = none();
  for (const [kind, names] of Object.entries(kinds))
    folders[kind as ComfyKind] = names.map((name) => join(models, name)).filter((folder) => existsSync(folder));
  return folders;
}

const unreadable = (path: string, reason: Text | string, cause?: unknown) =>
  new AkezoraError('input_unreadable', { field: '--comfyui', path, reason, way }, { cause });

const way: Text = {
  en: 'Name the folder of ComfyUI, its models folder, or an extra_model_paths.yaml.',
  ja: 'ComfyUI のフォルダー、その models フォルダー、extra_model_paths.yaml のどれかを指定してください。',
};

/** Folders that a list names: several a kind, one a line, below a `base_path` that may lie beside the list. */
async function listedFolders(file: string): Promise<ComfyFolders> {
  if ((await stat(file)).size > listBytes) throw unreadable(file, { en: 'it is too long', ja: '長すぎます' });
  const { parse } = await import('yaml');
  let lists: unknown;
  try {
    lists = parse(await readFile(file, 'utf8'), { maxAliasCount: 100 });
  } catch (cause) {
    throw unreadable(file, String((cause as Error).message).slice(0, 200), cause);
  }
  if (typeof lists !== 'object' || lists === null)
    throw unreadable(file, { en: 'it lists nothing', ja: '何も書かれていません' });
  const folders = none();
  const roots: string[] = [];
  for (const list of Object.values(lists)) {
    if (typeof list !== 'object' || list === null) continue;
    const { base_path: base, ...named } = list as Record<string, unknown>;
    const root = typeof base === 'string' ? resolve(dirname(file), expanded(base.trim())) : dirname(file);
    if (typeof base === 'string') roots.push(root);
    for (const [kind, names] of Object.entries(kinds))
      for (const name of names)
        for (const line of linesOf(named[name])) {
          const folder = isAbsolute(line) ? line : resolve(root, line);
          if (existsSync(folder)) folders[kind as ComfyKind].push(folder);
        }
  }
  return { folders, roots };
}

/** Home and variables in a path, as Python's `expanduser` and `expandvars` read them. */
const expanded = (path: string): string =>
  path
    .replace(/^~(?=[/\\]|$)/, homedir())
    .replace(
      /\$(?:\{(\w+)\}|(\w+))/g,
      (whole, braced?: string, plain?: string) => process.env[braced ?? plain ?? ''] ?? whole,
    );

const linesOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? value
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '')
    : [];

/** Files below a folder that are looked at, and folders inside one another. */
const [mostFiles, deepest] = [20_000, 8];

/** The safetensors files below folders, links followed, each once, by path. */
export async function safetensorsBelow(folders: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  const walk = async (folder: string, depth: number): Promise<void> => {
    if (depth > deepest || found.size >= mostFiles) return;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(path)))) await walk(path, depth + 1);
      else if (/\.safetensors$/.test(entry.name)) found.add(path);
    }
  };
  for (const folder of new Set(folders)) await walk(folder, 0);
  return [...found].sort();
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
