/** What a clip's content credentials claim. They name neither the prompt nor a person nor a file. */
import { version } from '@akezora/contract';

/** A picture or clip that went into a clip. */
export interface Ingredient {
  readonly file: string;
  readonly kind: 'image' | 'video';
}

/** What is claimed of a file. */
export interface Claim {
  /** Media type of the file. */
  readonly type: string;
  readonly ingredients: readonly Ingredient[];
  /** `made` by a model, perhaps out of ingredients, or `converted`: its first ingredient in another encoding or size. */
  readonly work: 'made' | 'converted';
  /** When, in ISO 8601. */
  readonly time: string;
  /** Payload of the invisible mark in its pictures, in hexadecimal. Default: it carries none. */
  readonly mark?: string;
  /** SHA-256 of the file, for credentials beside it. Default: they are put into the file, which the library hashes. */
  readonly hash?: Uint8Array;
}

/** Name of the invisible mark in soft bindings; C2PA's list of algorithms does not have it. */
export const markAlgorithm = 'org.akezora.mark.1';

/** A C2PA manifest as the library takes it. */
export interface Manifest {
  readonly manifest: string;
  /** One for each ingredient, in their order. */
  readonly ingredients: readonly string[];
}

const sourceTypes = 'http://cv.iptc.org/newscodes/digitalsourcetype/';
/** Media that a model made alone. */
export const madeByModel: string = `${sourceTypes}trainedAlgorithmicMedia`;
/** Media of which a model made a part. */
export const partlyByModel: string = `${sourceTypes}compositeWithTrainedAlgorithmicMedia`;

const software = { name: 'Akezora', version } as const;

/**
 * The manifest of a file. Without ingredients it was created by a model; made from a single clip, that clip was opened and edited;
 * from pictures or several clips, it was created and they were placed in it. A conversion was opened and transcoded.
 */
export function manifestOf({ type, ingredients, work, time, mark, hash }: Claim): Manifest {
  const isEdit = work === 'converted' || (ingredients[0]?.kind === 'video' && ingredients.length === 1);
  const definition = {
    title: 'clip',
    format: type,
    claim_generator_info: [software],
    assertions: [
      { label: 'c2pa.actions.v2', data: { actions: actionsOf(work, isEdit, ingredients, time) } },
      ...(mark === undefined ? [] : [softBinding(mark)]),
      ...(hash === undefined ? [] : [hardBinding(hash)]),
    ],
  };
  const counts = { image: 0, video: 0 };
  return {
    manifest: JSON.stringify(definition),
    ingredients: ingredients.map(({ kind }, index) => {
      counts[kind] += 1;
      const relationship = isEdit ? 'parentOf' : 'componentOf';
      return JSON.stringify({ title: `${kind} ${counts[kind]}`, relationship, label: idOf(index) });
    }),
  };
}

function actionsOf(
  work: Claim['work'],
  isEdit: boolean,
  ingredients: readonly Ingredient[],
  time: string,
): readonly object[] {
  const by = { when: time, softwareAgent: software };
  const from = (index: number) => ({ parameters: { ingredientIds: [idOf(index)] } });
  const opened = { action: 'c2pa.opened', ...by, ...from(0) };
  if (work === 'converted') return [opened, { action: 'c2pa.transcoded', ...by, ...from(0) }];
  const made = { ...by, digitalSourceType: ingredients.length > 0 ? partlyByModel : madeByModel };
  if (isEdit) return [opened, { action: 'c2pa.edited', ...made }];
  return [
    { action: 'c2pa.created', ...made },
    ...ingredients.map((_, index) => ({ action: 'c2pa.placed', ...by, ...from(index) })),
  ];
}

const softBinding = (mark: string) => ({
  label: 'c2pa.soft-binding',
  data: { alg: markAlgorithm, blocks: [{ scope: {}, value: mark }] },
});

const hardBinding = (hash: Uint8Array) => ({
  label: 'c2pa.hash.data',
  data: { name: 'file', alg: 'sha256', hash: [...hash], pad: [], exclusions: [] },
});

const idOf = (index: number): string => `ingredient-${index + 1}`;
