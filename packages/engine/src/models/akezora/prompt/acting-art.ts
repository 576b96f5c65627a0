/** Which art acts in scenes, and which only stands in them. */
import type { ArtEntry } from '../art/index-file.ts';
import { subjectWords } from './words/names-of-subjects.ts';

/** Tags of stills that show somebody. */
const actingTags = new Set(['animal', 'person', 'man', 'woman', 'creature', 'insect', 'bird']);

/** Whether a piece of art acts: moving subjects, animals and people. */
export const actsInScenes = (entry: ArtEntry): boolean =>
  entry.kind === 'subject' ||
  subjectWords[entry.name] !== undefined ||
  (entry.kind === 'still' && (entry.tags?.en ?? []).some((tag) => actingTags.has(tag)) && !notActing.has(entry.name));

/** Stills with a tag of somebody that acts, which do not. */
const notActing = new Set([
  'wind face',
  'bone',
  'feather',
  'shell',
  'spider web',
  'nest with eggs',
  'empty nest',
  'paw prints',
  'pig nose',
  'poultry leg',
  'mouse trap',
  'wing',
  'couch and lamp',
  'crown',
  'coat',
  'scarf',
  'ring',
  'woman’s clothes',
  'man’s shoe',
  'high-heeled shoe',
  'woman’s sandal',
  'woman’s boot',
  'woman’s hat',
  'disguised face',
]);
