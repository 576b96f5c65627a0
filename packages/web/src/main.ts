/** The page: a sentence becomes a clip on the visitor's own machine. */
import './page/page.css';
import { type ClipState, makeClip } from './page/clip-state.ts';
import { clipView } from './page/clip-view.ts';
import { choice, element } from './page/elements.ts';
import {
  aspects,
  durations,
  hashOf,
  randomSeed,
  resolutions,
  type Settings,
  settingsIn,
  usualSettings,
} from './page/settings.ts';
import { type PageLanguage, textOf } from './page/texts.ts';

const dark = matchMedia('(prefers-color-scheme: dark)');
const showTheme = () => {
  document.documentElement.dataset.theme = dark.matches ? 'dark' : 'light';
};
dark.addEventListener('change', showTheme);
showTheme();
const isSmall = matchMedia('(max-width: 40rem)').matches;
const root = document.getElementById('page')!;
let language: PageLanguage = navigator.language.startsWith('ja') ? 'ja' : 'en';
let settings: Settings = settingsIn(location.hash, usualSettings(isSmall));
let state: ClipState = { kind: 'none' };
let cancel: () => void = () => undefined;

function change(part: Partial<Settings>): void {
  settings = { ...settings, ...part };
}

function show(next: ClipState): void {
  if (state.kind === 'made') URL.revokeObjectURL(state.url);
  state = next;
  root.querySelector('.clip')?.replaceWith(clip());
  root.querySelector<HTMLButtonElement>('.make')!.disabled = state.kind === 'making';
}

function begin(): void {
  history.replaceState(null, '', `#${hashOf(settings)}`);
  cancel = makeClip(settings, isSmall, show);
}

const clip = () =>
  clipView(state, language, {
    cancel: () => cancel(),
    again: () => {
      change({ seed: randomSeed() });
      draw();
      begin();
    },
    copyLink: () => navigator.clipboard.writeText(`${location.href.split('#')[0]}#${hashOf(settings)}`),
  });

function composer(): HTMLElement {
  const example = textOf(language, 'example');
  const prompt = element('textarea', {
    ...{ rows: 3, maxlength: 2000, placeholder: example },
    oninput: () => change({ prompt: prompt.value }),
  });
  prompt.value = settings.prompt;
  const seed = element('input', {
    ...{ type: 'number', min: 0, max: 0xffffffff, step: 1, value: settings.seed },
    onchange: () => change({ seed: settingsIn(`seed=${seed.value}`, settings).seed }),
  });
  return element(
    'form',
    {
      class: 'composer',
      onsubmit: (event) => {
        event.preventDefault();
        if (settings.prompt.trim() === '') {
          prompt.value = example;
          change({ prompt: example });
        }
        begin();
      },
    },
    element('label', { class: 'field wide' }, element('span', {}, textOf(language, 'prompt')), prompt),
    choice(textOf(language, 'aspect'), aspects, settings.aspect, (aspect) => change({ aspect })),
    choice(textOf(language, 'resolution'), resolutions, settings.resolution, (resolution) => change({ resolution })),
    choice(textOf(language, 'seconds'), durations, settings.seconds, (seconds) => change({ seconds })),
    element('label', { class: 'field' }, element('span', {}, textOf(language, 'seed')), seed),
    element('button', { class: 'button filled make', disabled: state.kind === 'making' }, textOf(language, 'make')),
  );
}

function draw(): void {
  document.documentElement.lang = language;
  document.title = textOf(language, 'title');
  const other = language === 'en' ? 'ja' : 'en';
  const turn = element(
    'button',
    {
      ...{ type: 'button', class: 'button', lang: other },
      onclick: () => {
        language = other;
        draw();
      },
    },
    textOf(language, 'language'),
  );
  root.replaceChildren(
    element('header', {}, element('h1', {}, textOf(language, 'title')), turn),
    element('main', {}, element('p', { class: 'lead' }, textOf(language, 'lead')), composer(), clip()),
  );
}

addEventListener('hashchange', () => {
  settings = settingsIn(location.hash, settings);
  draw();
});
draw();
if (typeof VideoEncoder === 'undefined') {
  root.querySelector('main')!.prepend(element('p', { role: 'alert', class: 'fault' }, textOf(language, 'noEncoder')));
}
// Without it, as in a private window, the page works all the same, but not without a network.
void navigator.serviceWorker?.register('./service-worker.js').catch(() => undefined);
