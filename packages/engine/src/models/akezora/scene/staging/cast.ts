/** What blocking and acts both depend on. */
import type { Brief } from '@akezora/contract';
import type { Draw } from '../draw.ts';
import type { World } from '../world.ts';
import type { Mark, Shape } from './marks.ts';
import type { Setting } from './setting.ts';
import type { Travel } from './travel.ts';

/** What blocking depends on besides the figures. */
export interface BlockingCase {
  readonly world: World;
  readonly setting: Setting;
  readonly shape: Shape;
  readonly seconds: number;
  readonly camera: Brief['camera'];
  readonly draw: Draw;
}

/** The figures' places and travel, which acts refer to. */
export interface Casting {
  readonly mark: Mark;
  readonly marks: ReadonlyMap<number, Mark>;
  readonly travels: readonly (Travel | null)[];
  /** Travel of all who go together. */
  readonly block: Travel | null;
  readonly phases: readonly { readonly phase: number; readonly wobble: number; readonly flip: boolean }[];
  readonly side: -1 | 1;
}
