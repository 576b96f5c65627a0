import type { PlanChange } from './plan.ts';
import { nameOf } from './scene-names.ts';
import type { Language } from './text.ts';

const kinds: Readonly<Record<PlanChange['kind'], { readonly en: string; readonly ja: string }>> = {
  time: { en: 'time', ja: '時間' },
  weather: { en: 'weather', ja: '天気' },
  style: { en: 'style', ja: 'スタイル' },
  place: { en: 'place', ja: '場所' },
  camera: { en: 'camera', ja: 'カメラ' },
  framing: { en: 'framing', ja: '画角' },
  pace: { en: 'pace', ja: '速さ' },
  replace: { en: 'replaced', ja: '置き換え' },
  add: { en: 'added', ja: '追加' },
  remove: { en: 'removed', ja: '削除' },
  colour: { en: 'colour', ja: '色' },
  count: { en: 'number', ja: '数' },
  size: { en: 'size', ja: '大きさ' },
  action: { en: 'action', ja: '動き' },
};

const others: Readonly<Record<string, { readonly en: string; readonly ja: string }>> = {
  none: { en: 'none', ja: 'なし' },
  slower: { en: 'slower', ja: 'ゆっくり' },
  faster: { en: 'faster', ja: '速く' },
  larger: { en: 'larger', ja: '大きく' },
  smaller: { en: 'smaller', ja: '小さく' },
  close: { en: 'close', ja: '近く' },
  medium: { en: 'medium', ja: '中くらい' },
  wide: { en: 'wide', ja: '広く' },
};

/** A change in a person's language: what kind it is, what was there (null: nothing, or as it was) and what is there instead (null: nothing). */
export function changeParts(
  { kind, of, from, to }: PlanChange,
  language: Language,
): { title: string; from: string | null; to: string | null } {
  const named = (name: string) =>
    others[name]?.[language] ??
    name
      .split(' ')
      .map((word, _, all) => (all.length === 1 || kind === 'action' ? nameOf(word, language) : word))
      .join(' ');
  const whole = (name: string) => (nameOf(name, language) === name ? named(name) : nameOf(name, language));
  const title = `${kinds[kind][language]}${of === undefined ? '' : language === 'ja' ? `（${whole(of)}）` : ` (${whole(of)})`}`;
  return { title, from: from === null ? null : whole(from), to: to === null ? null : whole(to) };
}

/** A change as text, in a person's language: `replaced: dog → cat`. */
export function changeText(change: PlanChange, language: Language): string {
  const { title, from, to } = changeParts(change, language);
  return `${title}${language === 'ja' ? '：' : ': '}${[from, to].filter((value) => value !== null).join(' → ')}`;
}
