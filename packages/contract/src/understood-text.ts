import type { Brief, BriefSubject, BriefThing, Scene } from './scene.ts';
import { nameOf, nameOfSubject } from './scene-names.ts';
import { bracketsIn, type Language, listIn } from './text.ts';

type Words<Key extends string> = Readonly<Record<Key, { readonly en: string; readonly ja: string }>>;

const colours: Words<NonNullable<BriefSubject['colour']>> = {
  red: { en: 'red', ja: '赤い' },
  orange: { en: 'orange', ja: 'オレンジ色の' },
  yellow: { en: 'yellow', ja: '黄色い' },
  green: { en: 'green', ja: '緑の' },
  blue: { en: 'blue', ja: '青い' },
  purple: { en: 'purple', ja: '紫の' },
  pink: { en: 'pink', ja: 'ピンクの' },
  brown: { en: 'brown', ja: '茶色い' },
  black: { en: 'black', ja: '黒い' },
  white: { en: 'white', ja: '白い' },
  grey: { en: 'grey', ja: '灰色の' },
  gold: { en: 'gold', ja: '金色の' },
  silver: { en: 'silver', ja: '銀色の' },
  turquoise: { en: 'turquoise', ja: 'ターコイズの' },
};

const sizes: Words<NonNullable<BriefSubject['size']>> = {
  small: { en: 'small', ja: '小さい' },
  medium: { en: 'medium', ja: '中くらいの' },
  large: { en: 'large', ja: '大きい' },
};

const actions: Words<NonNullable<BriefSubject['action']>> = {
  stand: { en: 'stands', ja: '立つ' },
  sit: { en: 'sits', ja: '座る' },
  lie: { en: 'lies', ja: '横になる' },
  sleep: { en: 'sleeps', ja: '眠る' },
  walk: { en: 'walks', ja: '歩く' },
  run: { en: 'runs', ja: '走る' },
  fly: { en: 'flies', ja: '飛ぶ' },
  swim: { en: 'swims', ja: '泳ぐ' },
  float: { en: 'floats', ja: '浮かぶ' },
  jump: { en: 'jumps', ja: '跳ねる' },
  leap: { en: 'leaps', ja: '跳び上がる' },
  dance: { en: 'dances', ja: '踊る' },
  play: { en: 'plays', ja: '遊ぶ' },
  eat: { en: 'eats', ja: '食べる' },
  drink: { en: 'drinks', ja: '飲む' },
  fall: { en: 'falls', ja: '落ちる' },
  hide: { en: 'hides', ja: '隠れる' },
  wave: { en: 'waves', ja: '手を振る' },
  look: { en: 'looks', ja: '見る' },
  drive: { en: 'drives', ja: '走行する' },
  sail: { en: 'sails', ja: '水上を進む' },
  roll: { en: 'rolls', ja: '転がる' },
  spin: { en: 'spins', ja: '回る' },
  race: { en: 'races', ja: '競走する' },
};

const relations: Words<NonNullable<BriefSubject['relation']>['kind']> = {
  with: { en: 'with', ja: 'と一緒' },
  'next-to': { en: 'next to', ja: 'の隣' },
  'left-of': { en: 'left of', ja: 'の左' },
  'right-of': { en: 'right of', ja: 'の右' },
  behind: { en: 'behind', ja: 'の後ろ' },
  'in-front-of': { en: 'in front of', ja: 'の前' },
  on: { en: 'on', ja: 'の上' },
  under: { en: 'under', ja: 'の下' },
  above: { en: 'above', ja: 'の上方' },
  in: { en: 'in', ja: 'の中' },
  chasing: { en: 'chasing', ja: 'を追う' },
  following: { en: 'following', ja: 'についていく' },
  meeting: { en: 'meeting', ja: 'に出会う' },
  towards: { en: 'towards', ja: 'に向かう' },
  'away-from': { en: 'away from', ja: 'から離れる' },
  around: { en: 'around', ja: 'の周り' },
};

/** What was understood of a prompt, and the scene that came of it. */
export interface Understood {
  readonly scene: Scene;
  /** Default: the scene was given, and not read from a prompt. */
  readonly understood?: Brief | undefined;
}

/**
 * What was understood of a prompt, as text: place, hour, weather, style, camera and pace; then each subject and thing with its
 * number, size, colour, action, way and relation to another: `meadow, day, clear, red car (drives, left, behind bus), bus`.
 */
export function understoodText({ scene, understood }: Understood, language: Language): string {
  const look = [scene.place, scene.time, scene.weather, scene.style, scene.camera.move];
  const said = look.filter((word) => word !== 'none' && word !== 'static').map((word) => nameOf(word, language));
  const pace = understood?.pace === 'slow' ? [{ en: 'slow motion', ja: 'スローモーション' }[language]] : [];
  return listIn(language, [...said, ...pace, ...membersIn(scene, understood, language)]);
}

/** Subjects as they are in the scene, with what the brief says of their size and relation; then the brief's things. */
function membersIn(scene: Scene, brief: Brief | undefined, language: Language): string[] {
  const groups = new Map<string, { readonly one: Scene['subjects'][number]; count: number }>();
  for (const one of scene.subjects) {
    const key = [one.actor ?? one.name, one.motion, one.action, one.colour].join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { one, count: 1 });
    else group.count += 1;
  }
  const subjects = [...groups.values()].map(({ one, count }) => {
    const told = brief?.subjects.find(({ name }) => name === (one.actor ?? one.name));
    const does = one.action === undefined ? [] : [actions[one.action][language]];
    const inside = [...does, nameOf(one.motion, language), ...relationOf(told, language)];
    const { colour = null } = one;
    return described(nameOfSubject(one, language), { count, colour, size: told?.size ?? null, inside }, language);
  });
  const things = (brief?.things ?? []).map((thing) => {
    const inside = relationOf(thing, language);
    return described(nameOf(thing.name, language), { ...thing, count: thing.count ?? 1, inside }, language);
  });
  return [...subjects, ...things];
}

function relationOf(one: BriefSubject | BriefThing | undefined, language: Language): string[] {
  if (one === undefined || one.relation === null) return [];
  const to = nameOf(one.relation.to, language);
  const kind = relations[one.relation.kind][language];
  return [language === 'ja' ? `${to}${kind}` : `${kind} ${to}`];
}

interface Described extends Pick<BriefSubject, 'colour' | 'size'> {
  readonly count: number;
  readonly inside: readonly string[];
}

function described(name: string, { count, colour, size, inside }: Described, language: Language): string {
  const before = [size === null ? '' : sizes[size][language], colour === null ? '' : colours[colour][language]];
  const brackets = inside.length === 0 ? '' : bracketsIn(language, inside.join({ en: ', ', ja: '、' }[language]));
  if (language === 'ja') return `${before.join('')}${name}${count > 1 ? `×${count}` : ''}${brackets}`;
  const words = [...before.filter((word) => word !== ''), name].join(' ');
  return `${count > 1 ? `${count} × ` : ''}${words}${brackets}`;
}
