import type { Category } from '../../categories.ts';
import type { Words } from '../pattern.ts';

/** A rule: it is met where something of every group stands, close together. */
export interface Rule {
  /** Stable name, which decisions cite. */
  readonly id: string;
  readonly category: Category;
  readonly all: readonly Words[];
  /** Most characters between the groups. Default 60. */
  readonly within?: number;
  /** Words around which this rule finds nothing. */
  readonly unless?: Words;
}

/** The rules of one category, and phrases with the same words that are harmless. */
export interface CategoryRules {
  readonly rules: readonly Rule[];
  /** They are taken out of the text before the rules are tried. */
  readonly harmless: Words;
}
