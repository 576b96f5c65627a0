/** Parts of the sheet of keys, in its order. */
export const keyGroups = ['player', 'clip', 'library', 'page'] as const;

/** A part of the sheet of keys. */
export type KeyGroup = (typeof keyGroups)[number];

interface KeyRow {
  readonly id: string;
  readonly group: KeyGroup;
  /** Values of `KeyboardEvent.key`, letters in lower case; any of them does it. */
  readonly keys: readonly string[];
  /** Pressed together with Ctrl, or ⌘ on a Mac. Default false. */
  readonly command?: boolean;
  /** Holding the key does it again and again. Default false. */
  readonly repeats?: boolean;
}

/** Every key of the studio that works without the focus in a field: the one list behind handlers, tooltips, the sheet and the guide. */
export const keyTable = [
  { id: 'play', group: 'player', keys: [' ', 'k'] },
  { id: 'back', group: 'player', keys: ['j', 'ArrowLeft'], repeats: true },
  { id: 'on', group: 'player', keys: ['l', 'ArrowRight'], repeats: true },
  { id: 'frameBack', group: 'player', keys: [','], repeats: true },
  { id: 'frameOn', group: 'player', keys: ['.'], repeats: true },
  { id: 'start', group: 'player', keys: ['Home'] },
  { id: 'end', group: 'player', keys: ['End'] },
  { id: 'full', group: 'player', keys: ['f'] },
  { id: 'mute', group: 'player', keys: ['m'] },
  { id: 'in', group: 'player', keys: ['i'] },
  { id: 'out', group: 'player', keys: ['o'] },
  { id: 'noRange', group: 'player', keys: ['x'] },
  { id: 'split', group: 'player', keys: ['s'] },
  { id: 'cut', group: 'player', keys: ['c'] },
  { id: 'previousClip', group: 'clip', keys: ['['] },
  { id: 'nextClip', group: 'clip', keys: [']'] },
  { id: 'bin', group: 'clip', keys: ['Delete', 'Backspace'] },
  {
    id: 'move',
    group: 'library',
    keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'],
    repeats: true,
  },
  { id: 'select', group: 'library', keys: ['x'] },
  { id: 'selectAll', group: 'library', keys: ['a'], command: true },
  { id: 'selectNone', group: 'library', keys: ['Escape'] },
  { id: 'prompt', group: 'page', keys: ['/'] },
  { id: 'palette', group: 'page', keys: ['k'], command: true },
  { id: 'sheet', group: 'page', keys: ['?'] },
  { id: 'up', group: 'page', keys: ['Escape'] },
] as const satisfies readonly KeyRow[];

/** What a key of the table does. */
export type KeyId = (typeof keyTable)[number]['id'];

const rows: readonly (KeyRow & { readonly id: KeyId })[] = keyTable;

/** The rows of one part of the sheet. */
export const keysOf = (group: KeyGroup): readonly (KeyRow & { readonly id: KeyId })[] =>
  rows.filter((row) => row.group === group);

/** What a key press is matched by. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat'>;

const isLetter = (key: string) => /^[a-z]$/i.test(key);

/**
 * What a key press can stand for. Several entries share a key where no page has both.
 * @param mac Whether ⌘ takes the place of Ctrl.
 */
export function entriesOf(press: KeyPress, mac: boolean): readonly KeyId[] {
  const command = mac ? press.metaKey && !press.ctrlKey : press.ctrlKey && !press.metaKey;
  if (press.altKey || (!command && (press.ctrlKey || press.metaKey))) return [];
  const key = isLetter(press.key) ? press.key.toLowerCase() : press.key;
  return rows
    .filter(
      (row) =>
        row.keys.includes(key) &&
        (row.command ?? false) === command &&
        (!press.repeat || row.repeats === true) &&
        // Shift makes a sign on some keyboards; with a letter or Escape it is another key. The library's arrows take it.
        (!press.shiftKey || row.id === 'move' || !(isLetter(key) || key.length > 1)),
    )
    .map(({ id }) => id);
}

const written: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
};

/** The keys of an entry as people write them, e.g. `Space`, `K` or `Ctrl+K`. */
export function writtenKeys(id: KeyId, mac: boolean): readonly string[] {
  const row = rows.find((one) => one.id === id);
  return (row?.keys ?? []).map((key) => {
    const name = written[key] ?? (isLetter(key) ? key.toUpperCase() : key);
    return row?.command === true ? (mac ? `⌘${name}` : `Ctrl+${name}`) : name;
  });
}

/** Keys of an entry in the form of `aria-keyshortcuts`. */
export function ariaKeys(id: KeyId): string {
  const row = rows.find((one) => one.id === id);
  return (row?.keys ?? [])
    .map((key) => (key === ' ' ? 'Space' : isLetter(key) ? key.toUpperCase() : key))
    .map((key) => (row?.command === true ? `Control+${key}` : key))
    .join(' ');
}
