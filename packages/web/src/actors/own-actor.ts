import type { ErrorShape } from '@akezora/contract';
import type { OwnPicture, PicturedMember } from '@akezora/engine/web';
import type { SmallPicture } from '../making/messages.ts';

/** A picture of the visitor that plays in clips. It stays in the page's memory. */
export interface OwnActor {
  /** Its name, as prompts call it after `@`. */
  readonly name: string;
  readonly fileName: string;
  readonly member: PicturedMember;
  /** What was cut out, small. */
  readonly picture: SmallPicture;
}

/** What a worker is asked to read. */
export type PictureMessage = OwnPicture;

/** What it read, or why it could not. */
export type PictureAnswer = { readonly actor: OwnActor } | { readonly error: ErrorShape };
