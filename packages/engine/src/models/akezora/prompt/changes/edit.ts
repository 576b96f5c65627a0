import type { Brief, BriefSubject, BriefThing, UnknownWord } from '@akezora/contract';

/** Whom an edit is about: somebody or something by name; null is the first of the scene. */
export type Whom = string | null;

/** One thing that a change asks for. */
export type Edit =
  | { readonly kind: 'time'; readonly to: NonNullable<Brief['time']> }
  | { readonly kind: 'weather'; readonly to: NonNullable<Brief['weather']> }
  | { readonly kind: 'style'; readonly to: NonNullable<Brief['style']> }
  | { readonly kind: 'camera'; readonly to: NonNullable<Brief['camera']> }
  | { readonly kind: 'framing'; readonly to: NonNullable<Brief['framing']> }
  | { readonly kind: 'place'; readonly to: string }
  | { readonly kind: 'replace'; readonly from: string; readonly to: string; readonly colour: BriefSubject['colour'] }
  | { readonly kind: 'add'; readonly subject: BriefSubject }
  | { readonly kind: 'add-thing'; readonly thing: BriefThing }
  | { readonly kind: 'remove'; readonly name: string }
  | { readonly kind: 'colour'; readonly of: Whom; readonly to: NonNullable<BriefSubject['colour']> }
  | { readonly kind: 'count'; readonly of: Whom; readonly to: number }
  | { readonly kind: 'size'; readonly of: Whom; readonly to: 'larger' | 'smaller' }
  | {
      readonly kind: 'action';
      readonly of: Whom;
      readonly action: BriefSubject['action'];
      readonly motion: BriefSubject['motion'];
    }
  | { readonly kind: 'pace'; readonly to: 'slower' | 'faster' };

/** A change as read: what it asks for, and its words that were not understood. */
export interface ReadChange {
  readonly edits: readonly Edit[];
  readonly notUnderstood: readonly UnknownWord[];
  /** Whether it is said as a change, not as the description of a clip of its own. */
  readonly isChange: boolean;
}
