import type { Messages } from '../messages.ts';
import { compose } from './compose.ts';
import { house } from './house.ts';
import { library } from './library.ts';
import { shell } from './shell.ts';
import { tools } from './tools.ts';

/** 画面の言葉すべて。 */
export const ja: Messages = { shell, compose, library, tools, house };
