/** Subjects and things of a prompt while its tags are read, and all else that it was found to say. */
import type { Brief, BriefSubject } from '@akezora/contract';
import type { Tag } from './tags.ts';
import type { Gait } from './variants.ts';

/** How one stands to another. */
export type RelationKind = NonNullable<BriefSubject['relation']>['kind'];

/** A subject or thing of a prompt. */
export interface Entity {
  readonly kind: 'subject' | 'thing';
  name: string;
  readonly gait: Gait | undefined;
  readonly tag: Tag;
  /** What it was said to do. */
  readonly deeds: Tag[];
  /** Words that describe it. */
  readonly described: readonly Tag[];
  count: number | null;
  colour: BriefSubject['colour'];
  size: BriefSubject['size'];
  action: BriefSubject['action'];
  motion: BriefSubject['motion'];
  relation: { readonly kind: RelationKind; readonly to: Entity } | null;
  without: boolean;
  /** Whether the prompt is about it: it is not only said where something else is. */
  lead: boolean;
  /** What it is on by what it does, if nothing else is said. */
  vehicle: { readonly name: string; readonly tag: Tag } | null;
  /** Whether what it does gives way to what is said later: it does not run, it rides. */
  yields: boolean;
}

/** Words that describe the noun that comes next. */
export interface Description {
  count: Tag | null;
  colour: Tag | null;
  size: Tag | null;
}

/** A description of nothing yet. */
export const noDescription = (): Description => ({ count: null, colour: null, size: null });

/** What the tags of a prompt come to. */
export interface BriefOfTags {
  readonly brief: Brief;
  /** Tags whose words are in no part of the brief: names that found no room, second colours, deeds that contradict. */
  readonly unused: readonly Tag[];
  /** Counts above five, which became five. */
  readonly limited: readonly Tag[];
}

/** What a prompt was found to say, before it becomes a brief. */
export interface Told {
  readonly entities: Entity[];
  readonly unused: Tag[];
  readonly limited: Tag[];
  /** Names of what must not be seen. */
  readonly without: Set<string>;
  readonly scene: {
    place: string | null;
    time: Brief['time'];
    weather: Brief['weather'];
    style: Brief['style'];
    camera: Brief['camera'];
    framing: Brief['framing'];
    pace: Brief['pace'];
  };
  /** Places that are the scene's if no other is said. */
  readonly weak: { readonly tag: Tag; readonly place: string; readonly ground: boolean }[];
  /** The first word for snow. */
  snow: Tag | undefined;
}

/** Nothing told yet. */
export const nothingTold = (): Told => ({
  ...{ entities: [], unused: [], limited: [], without: new Set(), weak: [], snow: undefined },
  scene: { place: null, time: null, weather: null, style: null, camera: null, framing: null, pace: null },
});
