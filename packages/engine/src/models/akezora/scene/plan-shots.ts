import type { Brief, GenerationRequest, Notice, Scene, StoryboardCard, UnknownWord } from '@akezora/contract';
import { type ConditionContent, contentNotices } from '../inputs/condition-content.ts';
import { notices } from '../notices.ts';
import { withCharacters, withStyle } from '../prompt/brief.ts';
import { type CharacterSubject, resolveNames } from '../prompt/characters.ts';
import type { Director, PromptReading } from '../prompt/director.ts';
import { emptyReading, readPrompt } from '../prompt/read-prompt.ts';
import { alignedWith, completedFrom } from './agree.ts';
import { checkScene, checkStoryboard } from './check.ts';
import { closedLoop } from './edits.ts';
import type { Canvas, Shot, ShotPlan } from './shot.ts';
import { stage } from './stage.ts';
import type { World } from './world.ts';

/** Input of shot planning besides the request. */
export interface ShotContext {
  readonly world: World;
  /** Loads the director; called for prompts only. */
  readonly director: () => Promise<Director>;
  /** Contents of the request's conditions, in order of time. */
  readonly contents: readonly ConditionContent[];
  readonly characters: readonly CharacterSubject[];
}

/** A card of a storyboard with its place in the request and in time. */
interface Card extends StoryboardCard {
  readonly field: string;
  /** End in seconds of the clip. */
  readonly end: number;
}

interface PlannedShot {
  readonly shot: Shot;
  readonly unknownWords: readonly UnknownWord[];
  readonly notices: readonly Notice[];
}

/**
 * Turns a request's prompt, storyboard or scene into shots. A given scene is used as it is; prompts are read, completed
 * from what the conditions show, and staged by the seed.
 * @throws AkezoraError `prompt_empty`, `prompt_unreadable`, `scene_invalid`, `storyboard_invalid`.
 */
export async function planShots(request: GenerationRequest, canvas: Canvas, context: ShotContext): Promise<ShotPlan> {
  const style = (request.preset ?? null) as Brief['style'];
  const planned: PlannedShot[] = [];
  if (request.scene !== undefined) planned.push(useScene(request.scene, canvas, context));
  else for (const card of cardsOf(request, canvas)) planned.push(await planCard(card, style, canvas, context));
  const shots = planned.map(({ shot }) => shot);
  const contents = request.scene === undefined ? context.contents : context.contents.filter(({ foreign }) => foreign);
  return {
    shots: request.loop === undefined ? shots : loopedShots(shots, canvas),
    unknownWords: planned.flatMap(({ unknownWords }) => unknownWords),
    notices: [...contentNotices(contents), ...planned.flatMap((shot) => shot.notices)],
  };
}

function useScene(scene: Scene, { aspect, seconds }: Canvas, { world }: ShotContext): PlannedShot {
  checkScene(world, scene);
  return { shot: { from: 0, scene: { ...scene, aspect, seconds } }, unknownWords: [], notices: [] };
}

/** The cards of a storyboard; a plain prompt is a storyboard of one card. */
function cardsOf(request: GenerationRequest, { seconds }: Canvas): Card[] {
  const cards = request.storyboard ?? [{ at: 0, prompt: request.prompt }];
  checkStoryboard(cards, seconds);
  return cards.map((card, index) => ({
    ...card,
    field: request.storyboard === undefined ? 'prompt' : `storyboard.${index}.prompt`,
    end: cards[index + 1]?.at ?? seconds,
  }));
}

/** Prompt → brief with preset and characters → brief completed from a condition → scene → scene in line with the condition. */
async function planCard(card: Card, style: Brief['style'], canvas: Canvas, context: ShotContext): Promise<PlannedShot> {
  const { world, characters } = context;
  const content = contentDuring(card, context);
  const reading = await readCard(card, content, context);
  const prompted = withCharacters(withStyle(reading.brief, style), characters);
  const brief = completedFrom(prompted, content, world);
  const staged = stage(world, brief, canvas.seed, card.end - card.at, canvas.aspect);
  const scene = alignedWith(staged, content, prompted, card.at);
  return {
    shot: { from: card.at, scene },
    unknownWords: reading.unknownWords,
    notices: readingNotices(reading, brief, card.field),
  };
}

/** The first condition that starts during a card and shows the world. */
const contentDuring = (card: Card, { contents }: ShotContext): ConditionContent | undefined =>
  contents.find(({ foreign, at }) => !foreign && at >= card.at && at < card.end);

async function readCard(
  { prompt, field }: Card,
  content: ConditionContent | undefined,
  { characters, world, director }: ShotContext,
): Promise<PromptReading> {
  if (content !== undefined && prompt.trim() === '') return emptyReading;
  return readPrompt(resolveNames(prompt, characters, world), field, await director());
}

/** A single shot returns to its start; of several, the last one leads into the first anyway. */
function loopedShots(shots: readonly Shot[], { seconds }: Canvas): readonly Shot[] {
  return shots.length === 1 ? [{ from: 0, scene: closedLoop(shots[0]!.scene, seconds) }] : shots;
}

function readingNotices({ unknownWords, cutAt }: PromptReading, brief: Brief, field: string): Notice[] {
  const found: Notice[] = [];
  if (unknownWords.length > 0) {
    found.push(
      notices.unknownWords(
        field,
        unknownWords.map(({ word }) => word),
      ),
    );
  }
  if (cutAt !== undefined) found.push(notices.promptCut(field, cutAt));
  if (brief.subjects.length === 0) found.push(notices.noSubject(field));
  return found;
}
