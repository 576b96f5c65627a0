import type { Brief, BriefSubject } from '@akezora/contract';
import type { Gait } from './variants.ts';
import type { Deed } from './words/verbs.ts';

type Value<T, Key extends keyof T> = NonNullable<T[Key]>;

/** The form of a verb: `plain` stands before its noun or ends a sentence, `joined` goes on to another verb (て, ながら). */
export type VerbForm = 'base' | 'finite' | 'participle' | 'past' | 'plain' | 'joined';

/** What a word or phrase of a prompt means: a token tag with its value. */
export type Sense =
  /** Art that acts. Of an actor, `name` is the key of its role. */
  | { readonly tag: 'subject'; readonly name: string; readonly plural: boolean; readonly gait?: Gait }
  /** Art that stands in the set. */
  | { readonly tag: 'thing'; readonly name: string; readonly plural: boolean; readonly prop?: boolean }
  | { readonly tag: 'count'; readonly count: number }
  | { readonly tag: 'colour'; readonly colour: Value<BriefSubject, 'colour'> }
  | { readonly tag: 'size'; readonly size: Value<BriefSubject, 'size'> }
  | { readonly tag: 'deed'; readonly deed: Deed; readonly form: VerbForm; readonly negated: boolean }
  | { readonly tag: 'motion'; readonly motion: Value<BriefSubject, 'motion'> }
  | { readonly tag: 'relation'; readonly relation: Value<BriefSubject, 'relation'>['kind'] }
  | { readonly tag: 'place'; readonly place: string; readonly thing?: string; readonly weak?: boolean }
  /** Snow: the ground where no other place is said, else the weather. `lies`: it is said of a place, and falls only if that is said. */
  | { readonly tag: 'snow'; readonly lies?: boolean }
  | { readonly tag: 'time'; readonly time: Value<Brief, 'time'> }
  | { readonly tag: 'weather'; readonly weather: Value<Brief, 'weather'> }
  | { readonly tag: 'style'; readonly style: Value<Brief, 'style'> }
  | { readonly tag: 'camera'; readonly camera: Value<Brief, 'camera'> }
  | { readonly tag: 'pace'; readonly pace: Value<Brief, 'pace'> }
  | { readonly tag: 'framing'; readonly framing: Value<Brief, 'framing'> }
  /** A negation before what it denies (English) or after it (Japanese). */
  | { readonly tag: 'negation'; readonly side: 'before' | 'after' }
  | { readonly tag: 'pronoun' }
  /** Begins a clause with a subject of its own. */
  | { readonly tag: 'clause' }
  /** Begins what happens next. */
  | { readonly tag: 'sequence' }
  | { readonly tag: 'function' }
  /** Praise and mood, which all pictures have as far as the art can. */
  | { readonly tag: 'praise' }
  | { readonly tag: 'comma' }
  /** The end of a sentence. */
  | { readonly tag: 'stop' }
  /** `of`: how a film is drawn or shot, which no thing is near to. */
  | { readonly tag: 'unknown'; readonly of?: 'film' };

/** A sense that is only near to its word: a dog for a corgi. It is said. */
export type Meaning = Sense & { readonly near?: boolean };

/** A word or phrase of a prompt with its meaning; `start` and `end` are UTF-16 units of the prompt. */
export interface Tag {
  readonly start: number;
  readonly end: number;
  /** The word as it is looked up: lower case, single spaces, no hyphens. */
  readonly word: string;
  readonly language: 'en' | 'ja';
  readonly sense: Meaning;
}

/** The sense of a tag if it has the given kind. */
export type SenseOf<Kind extends Sense['tag']> = Extract<Sense, { readonly tag: Kind }>;

/** A word with everything that it can mean. */
export interface Word {
  readonly start: number;
  readonly end: number;
  readonly word: string;
  readonly language: 'en' | 'ja';
  readonly senses: readonly Meaning[];
  /** Whether a hyphen joins it to the next word: doughnut-shaped. Default: no. */
  readonly hyphen?: boolean;
}
