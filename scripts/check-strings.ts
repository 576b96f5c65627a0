/**
 * Every text for people exists in English and Japanese, and both fill the same places. Texts are found by importing the
 * modules that hold them; a source elsewhere that writes English without Japanese is named too.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { conclude, root, type Source, sourcesIn } from './sources.ts';

/** Modules that hold texts: error words, messages, help, capabilities. */
const holders = /(messages|help|capabilities|words|notices)\.ts$/;

const places = (text: string): string => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join(' ');
const japanese = /[\u3040-\u30ff\u4e00-\u9fff]/;

/** Texts of a value, with the path to each. */
function* textsIn(value: unknown, path: string): Generator<{ path: string; en: string; ja: unknown }> {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  const { en, ja } = value as { en?: unknown; ja?: unknown };
  if (typeof en === 'string') yield { path, en, ja };
  else for (const [key, inner] of Object.entries(value)) yield* textsIn(inner, `${path}.${key}`);
}

async function faultsOfModule(path: string): Promise<{ count: number; faults: string[] }> {
  const module = (await import(pathToFileURL(join(root, path)).href)) as Record<string, unknown>;
  const faults: string[] = [];
  let count = 0;
  for (const text of textsIn({ ...module }, path)) {
    count += 1;
    const { en, ja } = text;
    if (typeof ja !== 'string' || ja === '' || en === '') faults.push(`${text.path}: lacks a language`);
    else if (places(en) !== places(ja)) faults.push(`${text.path}: places differ (${places(en)} / ${places(ja)})`);
    else if (!japanese.test(ja) && en !== ja && /[a-z]{4}/i.test(en.replace(/\{\w+\}/g, ''))) {
      faults.push(`${text.path}: the Japanese holds no Japanese`);
    }
  }
  return { count, faults };
}

/** Objects written as `{ en: … }` whose next key is not `ja`. */
function oneSided({ path, text }: Source): string[] {
  const faults: string[] = [];
  for (const match of text.matchAll(/\ben: (['"`])/g)) {
    const near = text.slice(match.index, match.index + 4000);
    if (!/\bja[:,\s}]/.test(near)) faults.push(`${path}: English without Japanese near “${near.slice(0, 50)}”`);
  }
  return faults;
}

/** Nested message tables of the studio, compared key by key. */
function compareTables(en: unknown, ja: unknown, path: string): string[] {
  if (typeof en === 'string') {
    if (typeof ja !== 'string' || ja === '') return [`${path}: lacks Japanese`];
    return places(en) === places(ja) ? [] : [`${path}: places differ`];
  }
  if (typeof en !== 'object' || en === null) return typeof en === typeof ja ? [] : [`${path}: kinds differ`];
  return Object.entries(en).flatMap(([key, value]) =>
    compareTables(value, (ja as Record<string, unknown> | undefined)?.[key], `${path}.${key}`),
  );
}

const sources = ['contract', 'engine', 'server', 'cli'].flatMap((name) => sourcesIn(`packages/${name}/src`));
const faults = sources.flatMap(oneSided);
let count = 0;
for (const { path } of sources.filter((source) => holders.test(source.path))) {
  const found = await faultsOfModule(path);
  count += found.count;
  faults.push(...found.faults);
}
const studio = join(root, 'packages/studio/src/i18n');
const { en } = (await import(pathToFileURL(join(studio, 'messages.ts')).href)) as { en: unknown };
const { ja } = (await import(pathToFileURL(join(studio, 'ja/index.ts')).href)) as { ja: unknown };
faults.push(...compareTables(en, ja, 'studio'));
const pageOf = (language: string) => import(pathToFileURL(join(studio, language, 'verify.ts')).href);
faults.push(...compareTables({ ...(await pageOf('en')) }, await pageOf('ja'), 'studio'));
conclude('strings', count, faults);
