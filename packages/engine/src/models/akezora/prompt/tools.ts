/** Work that no drawing does: who does it has its tool in hand, and the verb is named as not acted. */
import type { Collector } from './entities.ts';
import { noDescription } from './entity.ts';
import type { Tag } from './tags.ts';

/** Verbs as they begin, with the art of their tool. */
const tools: readonly (readonly [verb: RegExp, tool: string])[] = [
  [/^(?:water(?:s|ed|ing)|水やり|水をや|水を撒|水をま)/, 'watering can'],
  [/^(?:paint(?:s|ed|ing)?|描|塗)/, 'paintbrush'],
  [/^(?:read(?:s|ing)?|読)/, 'open book'],
  [/^(?:cook(?:s|ed|ing)?|fr(?:y|ies|ying)|料理|炒め|調理)/, 'shallow pan of food'],
  [/^(?:sweep(?:s|ing)?|swept|掃)/, 'broom'],
  [/^(?:sing(?:s|ing)?|sang|歌)/, 'microphone'],
  [/^(?:writ(?:es?|ing)|wrote|書)/, 'pencil'],
  [/^(?:photograph(?:s|ed|ing)?|撮)/, 'camera'],
  [/^(?:fish(?:es|ed|ing)|釣)/, 'fishing pole'],
  [/^(?:hammer(?:s|ed|ing)?)/, 'hammer'],
  [/^(?:juggl(?:es?|ed|ing))/, 'soccer ball'],
  [/^(?:knit(?:s|ted|ting)?|編)/, 'yarn'],
];

/** Whether a tag may be a verb of work: one that is not known, or that is only near to what is shown. */
const isWork = ({ sense }: Tag): boolean =>
  (sense.tag === 'unknown' && sense.of === undefined) || (sense.tag === 'deed' && sense.near === true);

/** Gives the first who acts the tool of the work that a prompt says, unless it says a tool itself. */
export function takeTools(tags: readonly Tag[], into: Collector): void {
  holdMeans(tags, into);
  for (const tag of tags.filter(isWork)) {
    const tool = tools.find(([verb]) => verb.test(tag.word))?.[1];
    const worker = into.entities.find(({ kind, without }) => kind === 'subject' && !without);
    if (tool === undefined || worker === undefined) continue;
    const said = into.entities.find(({ name }) => name === tool);
    const held =
      said ?? into.meet({ ...tag, sense: { tag: 'thing', name: tool, plural: false } }, noDescription(), false);
    if (held.relation === null || held.relation.to === worker) held.relation = { kind: 'with', to: worker };
    worker.action ??= 'stand';
    worker.motion ??= 'still';
  }
}

/** じょうろで: who acts has it in hand. */
function holdMeans(tags: readonly Tag[], into: Collector): void {
  for (const [i, { sense }] of tags.entries()) {
    if (sense.tag !== 'thing' || tags[i + 1]?.word !== 'で' || tools.every(([, tool]) => tool !== sense.name)) continue;
    const held = into.entities.find(({ name }) => name === sense.name);
    const worker = into.entities.find(({ kind, without }) => kind === 'subject' && !without);
    if (held !== undefined && worker !== undefined) held.relation ??= { kind: 'with', to: worker };
  }
}
