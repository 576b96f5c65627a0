import { compose } from './en/compose.ts';
import { house } from './en/house.ts';
import { library } from './en/library.ts';
import { shell } from './en/shell.ts';
import { tools } from './en/tools.ts';

/** Every text of the studio in English; its type is what the other language must fill. */
export const en = { shell, compose, library, tools, house };

/** Texts of the studio. A language that lacks one does not compile. */
export type Messages = typeof en;
