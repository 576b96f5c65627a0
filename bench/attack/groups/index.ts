import type { Case } from '../case.ts';
import { guard } from './a-guard.ts';
import { signingIn } from './a-sign-in.ts';

/** Every attack, in the order of the list. */
export const groups: readonly Case[] = [...guard, ...signingIn];
