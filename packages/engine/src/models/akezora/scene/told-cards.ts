/** Cards: the parts of a request's storyboard, or of a plain prompt that tells a sequence, with what they say. */
import { calledNames, type GenerationRequest, type StoryboardCard } from '@akezora/contract';
import type { CastMember } from '../actors/cast-member.ts';
import type { Art } from '../art/shelf.ts';
import type { Backdrop } from '../backdrop/read-backdrop.ts';
import type { ConditionContent } from '../inputs/condition-content.ts';
import { callingByName } from '../inputs/said-names.ts';
import { type CastReading, readShots } from '../prompt/read-prompt.ts';
import type { ResolvedPrompt } from '../prompt/replaced.ts';
import { checkStoryboard } from './check.ts';
import type { Canvas } from './shot.ts';
import type { World } from './world.ts';

/** Input of shot planning besides the request. */
export interface ShotContext {
  readonly world: World;
  /** Contents of the request's conditions, in order of time. */
  readonly contents: readonly ConditionContent[];
  /** The actors of the request. */
  readonly cast: readonly CastMember[];
  /** The picture in place of the scenery. Default: none. */
  readonly backdrop?: Backdrop | undefined;
  /** Opens the art in the box. */
  readonly art: () => Promise<Art>;
}

/** A card of a storyboard with its place in the request and in time. */
export interface Card extends StoryboardCard {
  readonly field: string;
  /** Its prompt with the actors called whom it names. */
  readonly said: ResolvedPrompt;
  /** End in seconds of the clip. */
  readonly end: number;
  /** Its reading, where it was read already: as all of a plain prompt, or as one of the shots that it tells. */
  readonly reading?: CastReading;
  /** Actors whom no card calls. */
  readonly uncalled: readonly CastMember[];
}

/** The cards of a storyboard; a plain prompt is a storyboard of one card. */
function cardsOf(request: GenerationRequest, { seconds }: Canvas, cast: readonly CastMember[], art: Art): Card[] {
  const given = request.storyboard ?? [{ at: 0, prompt: request.prompt }];
  checkStoryboard(given, seconds);
  const cards = given.map((card) => ({ ...card, said: callingByName(card.prompt, cast, art) }));
  const called = new Set(
    cards.flatMap(({ said }) =>
      calledNames(
        said.text,
        cast.map(({ name }) => name),
      ).map(({ name }) => name),
    ),
  );
  const uncalled = cast.filter(({ name }) => !called.has(name));
  return cards.map((card, index) => ({
    ...card,
    field: request.storyboard === undefined ? 'prompt' : `storyboard.${index}.prompt`,
    end: cards[index + 1]?.at ?? seconds,
    uncalled,
  }));
}

/** Least seconds of a shot that a prompt tells. */
const leastTold = 2;

/** The cards of a request; a plain prompt that tells a sequence is a storyboard of its shots, where the clip has the time. */
export async function toldCards(
  request: GenerationRequest,
  canvas: Canvas,
  context: ShotContext,
): Promise<readonly Card[]> {
  const cards = cardsOf(request, canvas, context.cast, await context.art());
  const [only] = cards;
  const isPlain = request.storyboard === undefined && request.loop === undefined && context.contents.length === 0;
  if (!isPlain || only === undefined || only.said.text.trim() === '') return cards;
  const readings = await readShots(only.said.text, only.field, { ...context, uncalled: only.uncalled });
  if (readings.length === 1) return [{ ...only, reading: readings[0]! }];
  if (canvas.seconds / readings.length < leastTold) return cards;
  const whole = readings.reduce((sum, { weight }) => sum + weight, 0);
  const ends = readings.map((_, i) => readings.slice(0, i + 1).reduce((sum, { weight }) => sum + weight, 0) / whole);
  return readings.map((reading, i) => ({
    ...only,
    reading,
    at: canvas.seconds * (ends[i - 1] ?? 0),
    end: canvas.seconds * ends[i]!,
  }));
}
