import type { Messages } from '../messages.ts';
import { account } from './account.ts';
import { activity } from './activity.ts';
import { compose } from './compose.ts';
import { keys } from './keys.ts';
import { knows } from './knows.ts';
import { library } from './library.ts';
import { models } from './models.ts';
import { policy } from './policy.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';
import { tools } from './tools.ts';

/** 画面に表示する文字列のすべて。 */
export const ja: Messages = {
  shell,
  account,
  compose,
  keys,
  knows,
  library,
  tools,
  models,
  activity,
  policy,
  settings,
};
