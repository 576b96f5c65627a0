import type { Category } from '../../categories.ts';
import { brands } from './brands.ts';
import { elections } from './elections.ts';
import { hate } from './hate.ts';
import { impersonation } from './impersonation.ts';
import { privateData } from './private-data.ts';
import type { CategoryRules } from './rule.ts';
import { selfHarm } from './self-harm.ts';
import { minorsRules, sexual } from './sexual.ts';
import { violence } from './violence.ts';

/** Version of the rules and of the classifier beside them; it goes up with every change of either, and each decision names it. */
export const rulesVersion = 2;

/** The rules of every category. */
export const rulesOf: Readonly<Record<Category, CategoryRules>> = {
  sexual,
  minors: minorsRules,
  impersonation,
  elections,
  violence,
  hate,
  'self-harm': selfHarm,
  'private-data': privateData,
  brands,
};
