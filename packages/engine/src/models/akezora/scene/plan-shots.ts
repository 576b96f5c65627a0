import {
  type Brief,
  cardOf,
  type GenerationRequest,
  type Notice,
  type Scene,
  type UnknownWord,
} from '@akezora/contract';
import type { CastMember } from '../actors/cast-member.ts';
import type { Art } from '../art/shelf.ts';
import type { Backdrop } from '../backdrop/read-backdrop.ts';
import type { ConditionContent } from '../inputs/condition-content.ts';
import { contentNotices } from '../inputs/content-notices.ts';
import { notices } from '../notices.ts';
import { withStyle } from '../prompt/brief.ts';
import { type CastReading, emptyReading, readPrompt } from '../prompt/read-prompt.ts';
import { withActors, withKnownActors, withPictures, worldWith } from '../prompt/roles.ts';
import { alignedWith, completedFrom } from './agree.ts';
import { checkScene } from './check.ts';
import { closedScene } from './closed.ts';
import { type Before, onSameSides, seenPart, stagedSeconds, withContinuity } from './continuity.ts';
import { joinedShots } from './joined.ts';
import { loopedScene } from './looped.ts';
import {
  briefOnBackdrop,
  sceneKeepingBackdrop,
  sceneOnBackdrop,
  withoutBackdrop,
  worldOnBackdrop,
} from './on-backdrop.ts';
import type { Canvas, PlannedShots, Shot } from './shot.ts';
import { stage } from './stage.ts';
import { type Card, type ShotContext, toldCards } from './told-cards.ts';

/** Seconds that a shot is staged for at least: shorter ones are the beginning of it. */
const shortestStaged = 2;
/** As long as one round takes: a loop must know it to close it. */
const shortestLoop = 6;

interface PlannedCard {
  /** One; two where a clip goes on under other conditions. */
  readonly shots: readonly Shot[];
  /** What was read of it, completed. Default: none, the scene was given. */
  readonly brief?: Brief;
  /** What was read of it, by the names that scenes show. */
  readonly understood?: Brief;
  readonly unknownWords: readonly UnknownWord[];
  readonly notices: readonly Notice[];
}

/**
 * Turns a request's prompt, storyboard or scene into shots. A given scene is used as it is; prompts are read, completed
 * from what the conditions show, and staged by the seed.
 * @throws AkezoraError `prompt_empty`, `prompt_unreadable`, `scene_invalid`, `storyboard_invalid`.
 */
export async function planShots(
  request: GenerationRequest,
  canvas: Canvas,
  context: ShotContext,
): Promise<PlannedShots> {
  const style = (request.preset ?? null) as Brief['style'];
  const planned: PlannedCard[] = [];
  const shortest = request.loop === undefined ? shortestStaged : shortestLoop;
  if (request.scene !== undefined) planned.push(await useScene(request.scene, canvas, context));
  else
    for (const card of await toldCards(request, canvas, context)) {
      const [last, scene] = [planned.at(-1), planned.at(-1)?.shots.at(-1)?.scene];
      const before = last?.brief === undefined || scene === undefined ? undefined : { brief: last.brief, scene };
      planned.push(await planCard(card, style, canvas, { ...context, before, shortest }));
    }
  const shots = planned.flatMap((card) => card.shots);
  const contents = request.scene === undefined ? context.contents : context.contents.filter(({ foreign }) => foreign);
  return {
    shots: request.loop === undefined ? shots : loopedShots(shots, canvas, context.contents),
    ...(planned[0]?.understood === undefined ? {} : { understood: planned[0].understood }),
    unknownWords: planned.flatMap(({ unknownWords }) => unknownWords),
    notices: [...contentNotices(contents), ...planned.flatMap((card) => card.notices)],
  };
}

async function useScene(
  given: Scene,
  { aspect, seconds }: Canvas,
  { world, cast, art, backdrop }: ShotContext,
): Promise<PlannedCard> {
  const opened = await art();
  checkScene(world, given, (name) => opened.find(name) !== undefined);
  const { scene, missing } = withKnownActors(given, cast, opened);
  const shown = backdrop === undefined ? withoutBackdrop(scene) : sceneKeepingBackdrop(scene, backdrop, world, aspect);
  return {
    shots: [{ from: 0, scene: { ...shown, aspect, seconds } }],
    unknownWords: [],
    notices: [...missing.map((actor) => notices.actorMissing('actors', actor)), ...backdropNotices(given, backdrop)],
  };
}

/** The brief of a later shot of a prompt: where it leaves the setting open, it is the one seen before. */
const inSceneOf = (brief: Brief, { place, time, weather }: Scene): Brief => ({
  ...brief,
  place: brief.place ?? place,
  time: brief.time ?? time,
  weather: brief.weather ?? weather,
});

/** What a card is planned with: the context of the request, and what was seen before. */
interface CardContext extends ShotContext {
  readonly before: Before | undefined;
  /** Seconds that a shot is staged for at least. */
  readonly shortest: number;
}

/** Prompt → brief with preset and actors → brief completed from a condition and from what was seen before → scene → shots. */
async function planCard(card: Card, style: Brief['style'], canvas: Canvas, context: CardContext): Promise<PlannedCard> {
  const { cast, art, backdrop, before, shortest } = context;
  const { content, missing } = withActorsKnown(contentDuring(card, context), cast, await art());
  const reading = await readCard(card, content, context);
  const { roles } = reading;
  const acted = worldWith(context.world, roles);
  const world = backdrop === undefined ? acted : worldOnBackdrop(acted, backdrop, canvas.aspect);
  const told =
    card.reading === undefined || before === undefined ? reading.brief : inSceneOf(reading.brief, before.scene);
  const prompted = withStyle(told, style);
  const seen = content === undefined ? before : undefined;
  const complete = withContinuity(completedFrom(prompted, content, world), seen);
  const brief = backdrop === undefined ? complete : briefOnBackdrop(complete, world);
  const from = content?.join ?? card.at;
  const cut = { before: before !== undefined, after: card.end < canvas.seconds };
  const seconds = Math.max(stagedSeconds(card.end - from, cut), shortest);
  const staged = seenPart(stage(world, brief, canvas.seed, seconds, canvas.aspect), card.end - from, cut);
  const aligned = withPictures(alignedWith(staged, content, prompted, card.at), roles);
  const sided = onSameSides(aligned, brief, seen);
  const scene = backdrop === undefined ? sided : sceneOnBackdrop(withoutSet(sided, content), backdrop, world);
  const join = content?.scene !== undefined &&
    content.join !== undefined && { earlier: content.scene, at: content.join };
  return {
    shots: join === false ? [{ from: card.at, scene }] : joinedShots({ ...join, staged: scene, prompted }),
    brief,
    understood: withActors(reading.brief, roles),
    unknownWords: reading.unknownWords.map((word) => ({ ...word, ...cardAt(card.field) })),
    notices: [
      ...readingNotices(reading, scene, card.field),
      ...missing.map((actor) => notices.actorMissing('actors', actor)),
      ...backdropNotices(content?.scene, backdrop),
    ],
  };
}

/** The card of a field of a storyboard. */
const cardAt = (field: string): { card?: number } => {
  const card = cardOf(field);
  return card === undefined ? {} : { card };
};

/** A scene without the props that an earlier scene's place had; those of an earlier backdrop were set by hand. */
const withoutSet = (scene: Scene, content: ConditionContent | undefined): Scene =>
  content?.scene !== undefined && content.scene.backdrop === undefined ? { ...scene, props: [] } : scene;

/** What to say of an earlier scene whose backdrop is not given. */
const backdropNotices = (earlier: Scene | undefined, backdrop: Backdrop | undefined): Notice[] =>
  earlier?.backdrop === undefined || backdrop !== undefined ? [] : [notices.backdropMissing()];

/** A condition's content whose scene has only actors with a picture. */
function withActorsKnown(content: ConditionContent | undefined, cast: readonly CastMember[], art: Art) {
  if (content?.scene === undefined) return { content, missing: [] };
  const { scene, missing } = withKnownActors(content.scene, cast, art);
  return { content: { ...content, scene }, missing };
}

/** The first condition that starts during a card and shows the world. */
const contentDuring = (card: Card, { contents }: ShotContext): ConditionContent | undefined =>
  contents.find(({ foreign, at }) => !foreign && at >= card.at && at < card.end);

async function readCard(
  { prompt, said, field, uncalled, reading: told }: Card,
  content: ConditionContent | undefined,
  { cast, art, world }: ShotContext,
): Promise<CastReading> {
  if (content !== undefined && uncalled.length === 0 && prompt.trim() === '') return emptyReading;
  const reading = told ?? (await readPrompt(said.text, field, { world, art, cast, uncalled }));
  const unknownWords = reading.unknownWords.map((word) => ({
    ...word,
    start: said.originalOffset(word.start),
    end: said.originalOffset(word.end),
  }));
  return { ...reading, unknownWords };
}

/**
 * A single shot comes round to its start, from the end of the clip that it shows on if it shows one; of several, the last one
 * leads into the first anyway.
 */
function loopedShots(shots: readonly Shot[], { seconds }: Canvas, contents: ShotContext['contents']): readonly Shot[] {
  if (shots.length > 1) return shots;
  const { scene } = shots[0]!;
  const join = contents.find((content) => content.join !== undefined)?.join;
  return [{ from: 0, scene: join === undefined ? loopedScene(scene, seconds) : closedScene(scene, join, seconds) }];
}

function readingNotices({ unknownWords, limited }: CastReading, scene: Scene, field: string): Notice[] {
  const found: Notice[] = [];
  if (unknownWords.length > 0) {
    found.push(notices.unknownWords(field, unknownWords));
  }
  if (limited.length > 0) found.push(notices.mostFive(field, limited));
  if (scene.subjects.length === 0) found.push(notices.noSubject(field));
  return found;
}
