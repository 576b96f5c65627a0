/** The page: a sentence becomes a clip on the visitor's own machine. */
import './page/page.css';
import { actorsView } from './actors/actors-view.ts';
import { keepOwnActors } from './actors/own-actors.ts';
import { type ClipState, makeClip } from './page/clip-state.ts';
import { clipView } from './page/clip-view.ts';
import { composer, insertInto } from './page/composer.ts';
import { markMaking, wasBroken } from './page/crash-mark.ts';
import { element } from './page/elements.ts';
import { drawIdeas, gallery } from './page/gallery.ts';
import { keepPage } from './page/keep-page.ts';
import { type MakingView, makingView } from './page/making-view.ts';
import { hashOf, randomSeed, type Settings, settingsIn, usualSettings } from './page/settings.ts';
import { type PageLanguage, textOf } from './page/texts.ts';
import { followTheme } from './page/theme.ts';

followTheme();
const ready = keepPage();
const isSmall = matchMedia('(max-width: 40rem)').matches;
const root = document.getElementById('page')!;
const usual = usualSettings(isSmall);
const chosen = drawIdeas();
let language: PageLanguage = navigator.language.startsWith('ja') ? 'ja' : 'en';
let settings: Settings = settingsIn(location.hash, usual);
let state: ClipState = wasBroken() ? { kind: 'broken' } : { kind: 'none' };
let making: MakingView | undefined;
let cancel: () => void = () => undefined;

const pictures = keepOwnActors(() => {
  const hadFocus = root.querySelector('.pictures')?.contains(document.activeElement) === true;
  place('.pictures', ownPictures());
  if (hadFocus) root.querySelector<HTMLElement>('.pictures input')?.focus();
});

/** Puts a part of the page in the place of what it was. */
const place = (selector: string, part: HTMLElement) => root.querySelector(selector)?.replaceWith(part);

function change(part: Partial<Settings>): void {
  settings = { ...settings, ...part };
}

function show(next: ClipState): void {
  // The file of the clip before is freed with its address.
  if (state.kind === 'made') URL.revokeObjectURL(state.url);
  state = next;
  markMaking(state.kind === 'making');
  const seen = state.kind === 'making' ? 0 : (making?.close() ?? 0);
  if (state.kind !== 'making') making = undefined;
  showClip(seen);
  root.querySelector<HTMLButtonElement>('.make')!.disabled = state.kind === 'making';
}

function showClip(seen = 0): void {
  if (state.kind !== 'making') {
    place('.clip', clipView(state, language, { again, copyLink }, seen));
    return;
  }
  if (making === undefined) {
    making = makingView(() => cancel());
    place('.clip', making.element);
  }
  making.update(state, language);
}

function make(): void {
  history.replaceState(null, '', `#${hashOf(settings)}`);
  const listener = { show, piece: (bytes: Uint8Array<ArrayBuffer>) => making?.add(bytes) };
  cancel = makeClip(settings, { actors: pictures.state().actors, isSmall, ready }, listener);
}

function again(): void {
  change({ seed: randomSeed() });
  draw();
  make();
}

const copyLink = () => navigator.clipboard.writeText(`${location.href.split('#')[0]}#${hashOf(settings)}`);

const addPictures = (files: readonly File[]) => void pictures.add(files, textOf(language, 'actor'));

const ownPictures = () =>
  actorsView(pictures.state(), language, {
    add: addPictures,
    remove: pictures.remove,
    call: (name) => insertInto(root.querySelector<HTMLElement>('.composer')!, `@${name}`),
  });

function turnLanguage(): void {
  language = language === 'en' ? 'ja' : 'en';
  draw();
  root.querySelector<HTMLButtonElement>('header button')!.focus();
}

/** Draws everything but the clip, which may be playing. */
function draw(): void {
  document.documentElement.lang = language;
  document.title = textOf(language, 'title');
  const other = language === 'en' ? 'ja' : 'en';
  const turn = { type: 'button', class: 'button', lang: other, onclick: turnLanguage } as const;
  const isMaking = state.kind === 'making';
  place(
    'header',
    element(
      'header',
      {},
      element('h1', {}, textOf(language, 'title')),
      element('button', turn, textOf(language, 'language')),
    ),
  );
  place('.lead', element('p', { class: 'lead' }, textOf(language, 'lead')));
  place('.composer', composer(settings, language, { change, make }, { pictures: ownPictures(), isMaking }));
  place('.gallery', gallery(chosen, usual, language));
  if (typeof VideoEncoder === 'undefined')
    place('.no-encoder', element('p', { role: 'alert', class: 'fault no-encoder' }, textOf(language, 'noEncoder')));
  showClip();
}

/** Pictures may be dropped anywhere. */
function takeDrops(): void {
  addEventListener('dragover', (event) => event.preventDefault());
  addEventListener('drop', (event) => {
    event.preventDefault();
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) addPictures(files);
  });
}

root.append(
  element('header'),
  element(
    'main',
    {},
    ...(typeof VideoEncoder === 'undefined' ? [element('p', { class: 'no-encoder' })] : []),
    element('p', { class: 'lead' }),
    element('form', { class: 'composer' }),
    element('section', { class: 'clip' }),
    element('nav', { class: 'gallery' }),
  ),
);
addEventListener('hashchange', () => {
  settings = settingsIn(location.hash, settings);
  draw();
});
// A page that is left is not a page that broke.
addEventListener('pagehide', () => markMaking(false));
takeDrops();
draw();
