import type { AkezoraError } from '@akezora/contract';
import type { Preview } from '../making/messages.ts';
import type { ClipState, Progress } from './clip-state.ts';
import { element } from './elements.ts';
import { type PageLanguage, textOf } from './texts.ts';

/** What the clip's part of the page can do. */
export interface ClipActions {
  cancel(): void;
  again(): void;
  copyLink(): Promise<void>;
}

/** Shows what there is of the clip. */
export function clipView(state: ClipState, language: PageLanguage, actions: ClipActions): HTMLElement {
  const text = (...args: Parameters<typeof textOf> extends [unknown, ...infer R] ? R : never) =>
    textOf(language, ...args);
  const section = element('section', { class: 'clip', 'aria-label': text('clip') });
  if (state.kind === 'making') {
    if (state.preview !== undefined) section.append(previewOf(state.preview, text('preview')));
    section.append(
      progressOf(state.progress, language),
      element('button', { type: 'button', class: 'button', onclick: () => actions.cancel() }, text('cancel')),
    );
  }
  if (state.kind === 'made') {
    const { url } = state;
    const name = `akezora-${state.plan.seed}.mp4`;
    section.append(
      element('video', { src: url, controls: true, loop: true, autoplay: true, playsinline: true, muted: true }),
      element('p', { role: 'status' }, text('done', { seconds: state.seconds })),
      element(
        'div',
        { class: 'actions' },
        element('a', { class: 'button filled', href: url, download: name }, text('download')),
        element('button', { type: 'button', class: 'button', onclick: () => actions.again() }, text('again')),
        linkButton(actions, language),
      ),
    );
    const unknown = state.plan.unknownWords.map(({ word }) => word);
    if (unknown.length > 0) section.append(element('p', {}, text('unknown', { words: unknown.join(', ') })));
  }
  if (state.kind === 'cancelled') section.append(element('p', { role: 'status' }, text('cancelled')));
  if (state.kind === 'failed')
    section.append(element('p', { role: 'alert', class: 'fault' }, faultText(state.error, language)));
  return section;
}

function progressOf(progress: Progress, language: PageLanguage): HTMLElement {
  if (progress.kind === 'loading') return element('p', { role: 'status' }, textOf(language, 'loading'));
  const { done, total } = progress;
  const label = textOf(language, progress.kind, { done, total });
  return element('p', {}, label, element('progress', { max: total, value: done, 'aria-label': label }));
}

function previewOf({ width, height, pixels }: Preview, label: string): HTMLElement {
  const canvas = element('canvas', { width, height, role: 'img', 'aria-label': label });
  canvas.getContext('2d')!.putImageData(new ImageData(pixels, width, height), 0, 0);
  return canvas;
}

function linkButton(actions: ClipActions, language: PageLanguage): HTMLElement {
  const button = element(
    'button',
    {
      type: 'button',
      class: 'button',
      onclick: () =>
        void actions.copyLink().then(() => {
          button.textContent = textOf(language, 'copied');
        }),
    },
    textOf(language, 'link'),
  );
  return button;
}

/** What a failure says: of browsers without an encoder and of full memory in words of this page, else its own. */
export function faultText(error: AkezoraError, language: PageLanguage): string {
  if (error.code === 'device_unavailable') return textOf(language, 'noEncoder');
  if (/memory|allocation|Aborted\(OOM\)/i.test(error.message)) return textOf(language, 'outOfMemory');
  return error.text[language];
}
