import { extname } from 'node:path';

/** What a dropped file is, by its name. */
type DropKind = 'prompt' | 'request' | 'lines' | 'table' | 'picture' | 'clip' | 'other';

const endings: Readonly<Record<string, DropKind>> = Object.fromEntries(
  Object.entries({
    prompt: ['txt', 'text', 'md'],
    request: ['json'],
    lines: ['jsonl', 'ndjson'],
    table: ['csv', 'tsv'],
    picture: ['png', 'jpg', 'jpeg', 'webp', 'gif', 'svg', 'avif', 'heic', 'heif', 'tif', 'tiff', 'bmp'],
    clip: ['mp4', 'm4v', 'mov', 'mkv', 'webm'],
  } as const).flatMap(([kind, names]) => names.map((name) => [`.${name}`, kind as DropKind])),
);

/** What a file is, by the ending of its name. */
export const kindOf = (name: string): DropKind => endings[extname(name).toLowerCase()] ?? 'other';

/** Names that systems, browsers and copying programs give to what is no finished file of a person. */
const unfinished =
  /^[.~]|~$|^(?:thumbs\.db|desktop\.ini)$|\.(?:part|partial|tmp|temp|crdownload|download|filepart|opdownload|aria2|lock|!ut|!qb)$/i;

/** Whether a name is that of a hidden or half-written file. */
export const isUnfinished = (name: string): boolean => unfinished.test(name);

/** Files of one name without their endings, which are one order together: `fox.txt`, or `fox.png` and `fox.txt`. */
export interface Drop {
  /** The name without ending. */
  readonly base: string;
  /** Names of the files, in their order. */
  readonly files: readonly string[];
}

/** The name without its ending; `fox.mp4.json`, which stands beside a clip, belongs to `fox`. */
export function baseOf(name: string): string {
  const base = name.slice(0, name.length - extname(name).length);
  return kindOf(name) === 'request' && kindOf(base) === 'clip' ? baseOf(base) : base;
}

/** Groups file names by their names without endings, in the order in which people number files: `a2` before `a10`. */
export function dropsOf(names: readonly string[]): Drop[] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    if (isUnfinished(name)) continue;
    // macOS writes accents and dakuten apart from their letters.
    const base = baseOf(name).normalize('NFC');
    groups.set(base, [...(groups.get(base) ?? []), name]);
  }
  const order = new Intl.Collator('en', { numeric: true }).compare;
  return [...groups]
    .map(([base, files]) => ({ base, files: files.sort(order) }))
    .sort((one, other) => order(one.base, other.base));
}

/** Whether a drop is no order yet: pictures and clips wait for the text that says what to make of them. */
export const isWaiting = ({ files }: Drop): boolean =>
  files.every((name) => kindOf(name) === 'picture' || kindOf(name) === 'clip');
