import {
  AkezoraError,
  type Aspect,
  type Brief,
  type GenerationRequest,
  type Notice,
  type Scene,
  type UnknownWord,
} from '@akezora/contract';
import { capabilities } from '../capabilities.ts';
import { completed, noticesOfShown, type Shown } from '../inputs/condition-content.ts';
import { type Called, type Spoken, spoken } from '../prompt/characters.ts';
import { type Directed, type Director, emptyBrief } from '../prompt/director.ts';
import { closedLoop, placedIn, retoldScene } from './edits.ts';
import { stage } from './stage.ts';
import type { World } from './world.ts';

/** A stretch of the clip painted from one scene; the scene's clock starts at `from`. */
export interface Shot {
  /** Seconds of the clip. */
  readonly from: number;
  readonly scene: Scene;
}

/** What a request's words became. */
export interface Shots {
  readonly shots: readonly Shot[];
  readonly unknownWords: readonly UnknownWord[];
  readonly notices: readonly Notice[];
}

/** The shape and length scenes are staged for. */
export interface Canvas {
  readonly aspect: Aspect;
  readonly seconds: number;
  readonly seed: number;
}

const mostCharacters = capabilities.promptLimit.max;

/**
 * From a request's prompt, storyboard or scene to shots. A given scene is taken as it is; else the director reads, what
 * is left unsaid is taken from the inputs that stand in the shot, and the seed stages. A preset sets the style.
 * @throws AkezoraError `prompt_empty`, `prompt_too_long`, `prompt_unreadable`, `option_unsupported`, `scene_invalid`,
 * `storyboard_invalid`.
 */
export async function planShots(
  request: GenerationRequest,
  canvas: Canvas,
  world: World,
  director: () => Promise<Director>,
  shown: readonly Shown[] = [],
  called: readonly Called[] = [],
): Promise<Shots> {
  const style = presetStyle(request.preset);
  if (request.scene !== undefined) {
    checkScene(world, request.scene);
    const scene = { ...request.scene, aspect: canvas.aspect, seconds: canvas.seconds };
    const foreign = noticesOfShown(shown.filter((input) => input.foreign));
    return finished([{ from: 0, scene }], [], [...foreign, ...ignoredOptions(request)], request, canvas);
  }
  const cards = request.storyboard ?? [{ at: 0, prompt: request.prompt }];
  checkCards(cards, canvas.seconds);
  const shots: Shot[] = [];
  const unknown: UnknownWord[] = [];
  const notices: Notice[] = [...noticesOfShown(shown), ...ignoredOptions(request)];
  for (const [i, card] of cards.entries()) {
    const field = request.storyboard === undefined ? 'prompt' : `storyboard.${i}.prompt`;
    const end = cards[i + 1]?.at ?? canvas.seconds;
    const seen = shown.find((input) => !input.foreign && input.at >= card.at && input.at < end);
    const wordless = seen !== undefined && card.prompt.trim() === '';
    const directed = wordless ? unsaid : await readPrompt(spoken(card.prompt, called, world), field, await director());
    const said = withCalled(withStyle(directed.brief, style), called);
    const brief = seen === undefined ? said : goingOn(world, completed(said, knownTo(world, seen.brief)), seen.boxes);
    const staged = stage(world, brief, canvas.seed, end - card.at, canvas.aspect);
    shots.push({ from: card.at, scene: seen === undefined ? staged : asSeen(staged, said, seen, card.at) });
    unknown.push(...directed.unknownWords);
    notices.push(...noticesOf(directed, brief, field));
  }
  return finished(shots, unknown, notices, request, canvas);
}

const unsaid: Directed = { brief: emptyBrief, unknownWords: [], unread: undefined, readable: true };

/** A brief without what these weights' world lacks. */
const knownTo = (world: World, brief: Brief): Brief => ({
  ...brief,
  place: brief.place !== null && world.places.has(brief.place) ? brief.place : null,
  subjects: brief.subjects.filter(({ name }) => world.subjects.has(name)),
});

/** A brief whose subjects, where a picture shows them and nobody says what they do, go to the side that has room. */
function goingOn(world: World, brief: Brief, boxes: Shown['boxes']): Brief {
  const subjects = brief.subjects.map((subject) => {
    const box = boxes.find(({ name }) => name === subject.name);
    const moves = subject.motion === null && box !== undefined && world.subjects.get(subject.name)?.gait !== 'stand';
    return moves ? { ...subject, motion: box.x < 0.5 ? ('right' as const) : ('left' as const) } : subject;
  });
  return { ...brief, subjects };
}

/** A staged scene brought to agree with what an input shows. */
function asSeen(staged: Scene, said: Brief, seen: Shown, from: number): Scene {
  if (seen.scene === undefined) return placedIn(staged, seen.boxes, seen.at - from);
  return from === 0 ? retoldScene(staged, seen.scene, said) : staged;
}

function finished(
  shots: readonly Shot[],
  unknownWords: readonly UnknownWord[],
  notices: readonly Notice[],
  request: GenerationRequest,
  canvas: Canvas,
): Shots {
  if (request.loop === undefined) return { shots, unknownWords, notices };
  const looped = shots.length === 1 ? [{ from: 0, scene: closedLoop(shots[0]!.scene, canvas.seconds) }] : shots;
  return { shots: looped, unknownWords, notices };
}

async function readPrompt({ text: prompt, written }: Spoken, field: string, director: Director): Promise<Directed> {
  if (prompt.trim() === '') throw new AkezoraError('prompt_empty', { field });
  const length = [...prompt].length;
  if (length > mostCharacters) {
    const unit = { en: 'characters', ja: '文字' };
    throw new AkezoraError('prompt_too_long', { field, length, limit: mostCharacters, model: capabilities.id, unit });
  }
  const directed = await director.read(prompt);
  if (!directed.readable) {
    throw new AkezoraError('prompt_unreadable', { field, languages: { en: 'English, Japanese', ja: '英語、日本語' } });
  }
  const unknownWords = directed.unknownWords.map((unknown) => ({
    ...unknown,
    start: written(unknown.start),
    end: written(unknown.end),
  }));
  return { ...directed, unknownWords };
}

function presetStyle(preset: string | undefined): Brief['style'] {
  if (preset === undefined) return null;
  const known = capabilities.presets.find(({ id }) => id === preset);
  if (known !== undefined) return known.id as Brief['style'];
  const choices = capabilities.presets.map(({ id }) => id).join(', ');
  throw new AkezoraError('option_unsupported', { field: 'preset', model: capabilities.id, asked: preset, choices });
}

const withStyle = (brief: Brief, style: Brief['style']): Brief => (style === null ? brief : { ...brief, style });

/** The subjects called by @name join the prompt's where there is room. */
function withCalled(brief: Brief, called: readonly Called[]): Brief {
  const subjects = [...brief.subjects];
  for (const { subject } of called) {
    if (subjects.length < 2 && subjects.every(({ name }) => name !== subject)) {
      subjects.push({ name: subject, count: null, motion: null, size: null });
    }
  }
  return { ...brief, subjects };
}

function noticesOf(directed: Directed, brief: Brief, field: string): Notice[] {
  const notices: Notice[] = [];
  if (directed.unknownWords.length > 0) {
    const words = directed.unknownWords.map(({ word }) => word);
    notices.push({
      code: 'unknown_words',
      field,
      message: {
        en: `akezora-1 does not know: ${words.join(', ')}. It cannot draw what these words mean.`,
        ja: `akezora-1 が知らない言葉: ${words.join('、')}。これらの言葉が表すものは描けません。`,
      },
    });
  }
  if (directed.unread !== undefined) {
    notices.push({
      code: 'prompt_cut',
      field,
      message: {
        en: `Only the first ${directed.unread} characters of the prompt are read.`,
        ja: `プロンプトは最初の ${directed.unread} 文字までしか読まれません。`,
      },
    });
  }
  if (brief.subjects.length === 0) {
    notices.push({
      code: 'no_subject',
      field,
      message: {
        en: 'No animal, vehicle or person of its world is named: the place alone will be seen.',
        ja: 'このモデルが知る動物・乗り物・人が書かれていないため、場所だけが映ります。',
      },
    });
  }
  return notices;
}

/** Options that a request gives and this model has no use for. */
function ignoredOptions(request: GenerationRequest): Notice[] {
  const notices: Notice[] = [];
  if (request.negativePrompt) {
    const message = {
      en: 'akezora-1 takes no negative prompt; it is ignored.',
      ja: 'akezora-1 はネガティブプロンプトを使いません。無視します。',
    };
    notices.push({ code: 'option_ignored', field: 'negativePrompt', message });
  }
  if (request.guidance !== undefined) {
    const message = {
      en: 'akezora-1 needs no guidance; it is ignored.',
      ja: 'akezora-1 はガイダンスを使いません。無視します。',
    };
    notices.push({ code: 'option_ignored', field: 'guidance', message });
  }
  return notices;
}

function checkCards(cards: readonly { at: number }[], seconds: number): void {
  const fail = (path: string, en: string, ja: string) => {
    throw new AkezoraError('storyboard_invalid', { field: path, path, reason: { en, ja } });
  };
  if (cards[0]!.at !== 0)
    fail('storyboard.0.at', 'the first card starts at 0', '最初のカードは 0 秒から始めてください');
  for (const [i, card] of cards.entries()) {
    const path = `storyboard.${i}.at`;
    if (i > 0 && card.at < cards[i - 1]!.at + 1)
      fail(path, 'cards are at least 1 second apart', 'カードの間隔は 1 秒以上にしてください');
    if (card.at > seconds - 1) fail(path, `the clip is ${seconds} s long`, `クリップの長さは ${seconds} 秒です`);
  }
}

/**
 * Checks that a scene holds only what the world has.
 * @throws AkezoraError `scene_invalid` naming the place in the scene.
 */
export function checkScene(world: World, scene: Scene): void {
  const fail = (path: string, name: string, choices: Iterable<string>) => {
    const list = [...choices].join(', ');
    const reason = {
      en: `${name} is not known; choose from ${list}`,
      ja: `${name} はありません。次から選んでください: ${list}`,
    };
    throw new AkezoraError('scene_invalid', { field: `scene.${path}`, path, reason });
  };
  if (!world.places.has(scene.place)) fail('place', scene.place, world.places.keys());
  for (const [i, { name, path }] of scene.subjects.entries()) {
    if (!world.subjects.has(name)) fail(`subjects.${i}.name`, name, world.subjects.keys());
    if (path.some((point, j) => j > 0 && point.at <= path[j - 1]!.at)) {
      const reason = { en: 'times must rise from point to point', ja: '時刻は点ごとに増える必要があります' };
      throw new AkezoraError('scene_invalid', {
        field: `scene.subjects.${i}.path`,
        path: `subjects.${i}.path`,
        reason,
      });
    }
  }
  for (const [i, { name }] of scene.props.entries()) {
    if (!world.props.has(name)) fail(`props.${i}.name`, name, world.props);
  }
  const sky = ['sun', ...world.props];
  for (const [i, { name }] of scene.sky.entries()) if (!sky.includes(name)) fail(`sky.${i}.name`, name, sky);
}
