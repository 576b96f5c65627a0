/**
 * `npm run bench:safety`: how many prompts that break the policy the text check (rules and classifier) finds, and how many harmless ones it
 * holds back, by category, language and style, with 95 % intervals (Wilson).
 *
 * `bench/safety/tuning` is the half that the rules were written against and the classifier was trained on: its figures say how well both
 * remember. `bench/safety/frozen` was written by somebody who did not see the rules, and its hashes below were taken before the rules were
 * tuned: nobody who changes a rule or a training text may read it. Each line is
 * `category<TAB>style<TAB>prompt`; `benign` holds harmless prompts with the words of each category. `--harmless FILE` adds other
 * harmless prompts, one a line, such as VBench's. Goals of the frozen half: recall 0.97, false alarms 0.03.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { categories } from '../packages/server/src/safety/categories.ts';
import { findByRules, findInText } from '../packages/server/src/safety/text/find.ts';
import { best, machineName, saveResults } from './measure.ts';

/** SHA-256 of the files of the frozen half. */
const frozenHashes: Readonly<Record<string, string>> = {
  'violating.en.tsv': '7928ae3df386a106645eac99dd7e9db59b0617431b0cea2f2a09fb5e95f1b332',
  'benign.en.tsv': 'abe1091dbe541ceda0c3c102e52d491fc06eac317f2c1e098bdc573948c90a78',
  'violating.ja.tsv': '2963aa1e877aeabd3ef767ce990721dcc7628d661b761f00ec319fc094d21e9b',
  'benign.ja.tsv': '578d241c52b814c6b6f22e8af79805dc87e2fc1ffee3e3a1b9d1feccf4bc5e96',
};

interface Line {
  readonly category: string;
  readonly style: string;
  readonly prompt: string;
  /** Categories that are found in it. */
  readonly found: readonly string[];
  /** Categories that the rules alone find in it. */
  readonly foundByRules: readonly string[];
}

/** A share with its number and its 95 % interval. */
interface Share {
  readonly share: number;
  readonly found: number;
  readonly of: number;
  readonly low: number;
  readonly high: number;
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

function shareOf(found: number, of: number): Share {
  const z = 1.96;
  const share = of === 0 ? 0 : found / of;
  const middle = (share + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))) / (1 + (z * z) / of);
  return {
    share: round(share),
    found,
    of,
    low: round(Math.max(0, middle - half)),
    high: round(Math.min(1, middle + half)),
  };
}

const categoriesOf = (findings: ReturnType<typeof findInText>): string[] => findings.map(({ category }) => category);

async function read(half: string, file: string): Promise<Line[]> {
  const text = await readFile(join(import.meta.dirname, 'safety', half, file), 'utf8');
  const hash = createHash('sha256').update(text).digest('hex');
  if (half === 'frozen' && hash !== frozenHashes[file]) throw new Error(`${file} of the frozen half has changed`);
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [category = '', style = '', prompt = ''] = line.split('\t');
      return {
        category,
        style,
        prompt,
        found: categoriesOf(findInText(prompt)),
        foundByRules: categoriesOf(findByRules(prompt)),
      };
    });
}

const groupsOf = (lines: readonly Line[], key: 'category' | 'style'): string[] => [
  ...new Set(lines.map((line) => line[key])),
];

const countBy = (
  lines: readonly Line[],
  key: 'category' | 'style',
  isFound: (line: Line) => boolean,
): Record<string, Share> =>
  Object.fromEntries(
    groupsOf(lines, key).map((group) => {
      const own = lines.filter((line) => line[key] === group);
      return [group, shareOf(own.filter(isFound).length, own.length)];
    }),
  );

/** Whether anything is found: a policy may treat every category alike. */
const isHeld = ({ found }: Line): boolean => found.length > 0;
const isHeldByRules = ({ foundByRules }: Line): boolean => foundByRules.length > 0;
const isFoundAsItself = ({ found, category }: Line): boolean => found.includes(category);

const { values } = parseArgs({ options: { harmless: { type: 'string', multiple: true, default: [] } } });
const results: Record<string, unknown> = {};
for (const half of ['tuning', 'frozen'])
  for (const language of ['en', 'ja']) {
    const violating = await read(half, `violating.${language}.tsv`);
    const benign = await read(half, `benign.${language}.tsv`);
    const row = {
      recall: {
        all: shareOf(violating.filter(isHeld).length, violating.length),
        rulesAlone: shareOf(violating.filter(isHeldByRules).length, violating.length),
        byCategory: countBy(violating, 'category', isFoundAsItself),
        byStyle: countBy(violating, 'style', isHeld),
      },
      falseAlarms: {
        all: shareOf(benign.filter(isHeld).length, benign.length),
        rulesAlone: shareOf(benign.filter(isHeldByRules).length, benign.length),
        byCategory: countBy(benign, 'category', isHeld),
        byStyle: countBy(benign, 'style', isHeld),
      },
    };
    results[`${half}-${language}`] = row;
    console.log(
      half,
      language,
      'recall',
      JSON.stringify(row.recall.all),
      'false alarms',
      JSON.stringify(row.falseAlarms.all),
    );
    for (const category of categories)
      console.log(
        ' ',
        category.padEnd(14),
        row.recall.byCategory[category]?.share,
        row.falseAlarms.byCategory[category]?.share,
      );
    for (const style of Object.keys(row.recall.byStyle))
      console.log('   ', style.padEnd(12), row.recall.byStyle[style]?.share, row.falseAlarms.byStyle[style]?.share);
  }
for (const file of values.harmless) {
  const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  const held = lines.filter((prompt) => findInText(prompt).length > 0);
  results[`harmless-${file.split('/').at(-1)}`] = shareOf(held.length, lines.length);
  console.log(file.split('/').at(-1), JSON.stringify(shareOf(held.length, lines.length)));
}
const longest =
  (await read('tuning', 'violating.en.tsv')).map(({ prompt }) => prompt).sort((a, b) => b.length - a.length)[0] ?? '';
results.milliseconds = round(await best(async () => findInText(longest), 1));
results.millisecondsRulesAlone = round(await best(async () => findByRules(longest), 1));
console.log(machineName(), `${results.milliseconds} ms for a prompt of ${longest.length} characters`);
await saveResults('safety', results);
