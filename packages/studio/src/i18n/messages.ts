import { account } from './en/account.ts';
import { activity } from './en/activity.ts';
import { compose } from './en/compose.ts';
import { keys } from './en/keys.ts';
import { knows } from './en/knows.ts';
import { library } from './en/library.ts';
import { models } from './en/models.ts';
import { policy } from './en/policy.ts';
import { settings } from './en/settings.ts';
import { shell } from './en/shell.ts';
import { tools } from './en/tools.ts';

/** Every text of the studio in English; the other languages must have the same keys. */
export const en = { shell, account, compose, keys, knows, library, tools, models, activity, policy, settings };

/** The texts of the studio. A language that lacks one does not compile. */
export type Messages = typeof en;
