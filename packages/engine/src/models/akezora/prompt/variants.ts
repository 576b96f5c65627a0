/** How names of the art go with what they do: a man who runs is the drawing of a running man, a car drives, a ship sails. */
import type { BriefSubject } from '@akezora/contract';

type Action = BriefSubject['action'];

/** The gaits of a subject that has its own: what `walk` means of it. */
export type Gait = 'run' | 'walk' | 'fly' | 'drive' | 'sail' | 'swim' | 'roll' | 'stand';

/** Vehicles among the stills, which the index gives no gait. */
export const stillGaits: Readonly<Record<string, Gait>> = {
  'high-speed train': 'drive',
  'bullet train': 'drive',
  train: 'drive',
  metro: 'drive',
  'light rail': 'drive',
  monorail: 'drive',
  'passenger ship': 'sail',
  'jet plane': 'fly',
  'mountain railway': 'drive',
  'suspension railway': 'drive',
};

/** What going is of a subject of a gait. */
const goingOf: Partial<Record<Gait, Action>> = { drive: 'drive', sail: 'sail', fly: 'fly', swim: 'swim', roll: 'roll' };

/** The action of a subject: `walk` and `run` of a vehicle are its own way to go. */
export function actionOf(action: Action, gait: Gait | undefined): Action {
  const going = gait === undefined ? undefined : goingOf[gait];
  if (going === undefined || action === null) return action;
  if (gait === 'fly') return action === 'drive' || action === 'walk' ? going : action;
  if (gait === 'swim') return action === 'walk' || action === 'run' ? going : action;
  return action === 'walk' || action === 'run' ? going : action;
}

const doing: Partial<Record<NonNullable<Action>, string>> = {
  run: 'running',
  race: 'running',
  swim: 'swimming',
  dance: 'dancing',
  stand: 'standing',
  walk: 'walking',
};
const people = /^(person|man|woman) walking$/;
const boats = new Set(['ship', 'canoe', 'sailboat', 'motor boat']);
const rides = new Set(['bicycle', 'kick scooter']);

/** The drawing of a person that shows what it does, if the art has one. */
export function variantOf(name: string, action: Action, on: string | undefined): string {
  const who = people.exec(name)?.[1];
  if (who === undefined) return name;
  if (on === 'bicycle') return `${who} biking`;
  if (on !== undefined && boats.has(on)) return `${who} rowing boat`;
  const how = action === null ? undefined : doing[action];
  if (how === undefined) return name;
  // No person of the art dances without being a man or a woman.
  return how === 'dancing' && who === 'person' ? 'woman dancing' : `${who} ${how}`;
}

/** Whether somebody sits on a thing to go: it is in the drawing of the person then. @param rows whether it is rowed */
export const isRidden = (name: string, rows = false): boolean => rides.has(name) || (rows && boats.has(name));
