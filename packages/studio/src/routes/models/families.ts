import type { ModelEntry } from '@akezora/contract/api';

/** The models of one family: one card of the page. */
export interface Family {
  readonly id: string;
  /** What the names of its models begin with. */
  readonly name: string;
  /** Its models in the order of the list, each with what its name adds to the family's. */
  readonly sizes: readonly FamilySize[];
  /** The model to take: an installed one that runs here, else the one that needs least. undefined where none runs. */
  readonly pick: ModelEntry | undefined;
}

/** One model of a family. */
export interface FamilySize {
  readonly entry: ModelEntry;
  /** What its name adds to the family's; empty in a family of one. */
  readonly name: string;
}

/** Models by family, in the order in which their families first appear. Models of an unknown family stand alone. */
export function familiesOf(models: readonly ModelEntry[]): readonly Family[] {
  const groups = new Map<string, ModelEntry[]>();
  for (const entry of models) {
    const { family } = entry.capabilities;
    const key = family === 'unknown' ? entry.id : family;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups].map(([id, entries]) => {
    const name = commonStart(entries.map(({ capabilities }) => capabilities.name));
    return {
      id,
      name: name === '' ? (entries[0]?.capabilities.name ?? id) : name,
      sizes: entries.map((entry) => ({ entry, name: entry.capabilities.name.slice(name.length).trim() })),
      pick: pickOf(entries),
    };
  });
}

/** The words that all names begin with. */
function commonStart(names: readonly string[]): string {
  const [first = '', ...rest] = names.map((name) => name.split(' '));
  const words = [...first];
  for (const other of rest) while (words.some((word, index) => other[index] !== word)) words.pop();
  return words.join(' ');
}

function pickOf(entries: readonly ModelEntry[]): ModelEntry | undefined {
  const able = entries.filter(({ fits }) => fits !== 'no');
  const installed = able.filter((entry) => entry.installed);
  const least = (a: ModelEntry, b: ModelEntry) => (a.bytes ?? Number.MAX_VALUE) - (b.bytes ?? Number.MAX_VALUE);
  return [...(installed.length > 0 ? installed : able)].sort(least)[0];
}
