/** What a clip's content credentials claim. They name neither the prompt nor a person nor a file. */
import { version } from '@akezora/contract';

/** A picture or clip that went into a clip. */
export interface Ingredient {
  readonly file: string;
  readonly kind: 'image' | 'video';
}

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
 * The manifest of a clip. Without ingredients it was created by a model; made from a single clip, that clip was opened and edited;
 * from pictures or several clips, it was created and they were placed in it.
 * @param type media type of the clip
 * @param time when it was made, in ISO 8601
 */
export function manifestOf(type: string, ingredients: readonly Ingredient[], time: string): Manifest {
  const [first] = ingredients;
  const isEdit = first?.kind === 'video' && ingredients.length === 1;
  const isComposite = ingredients.length > 0;
  const made = { when: time, softwareAgent: software, digitalSourceType: isComposite ? partlyByModel : madeByModel };
  const from = (index: number) => ({ parameters: { ingredientIds: [idOf(index)] } });
  const placed = ingredients.map((_, index) => ({
    action: 'c2pa.placed',
    when: time,
    softwareAgent: software,
    ...from(index),
  }));
  const actions = isEdit
    ? [
        { action: 'c2pa.opened', when: time, softwareAgent: software, ...from(0) },
        { action: 'c2pa.edited', ...made },
      ]
    : [{ action: 'c2pa.created', ...made }, ...placed];
  const definition = {
    title: 'clip',
    format: type,
    claim_generator_info: [software],
    assertions: [{ label: 'c2pa.actions.v2', data: { actions } }],
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

const idOf = (index: number): string => `ingredient-${index + 1}`;
