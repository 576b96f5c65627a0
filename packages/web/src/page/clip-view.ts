import type { ClipState } from './clip-state.ts';
import { element } from './elements.ts';
import { faultText } from './fault-text.ts';
import { type PageLanguage, textOf, textsIn } from './texts.ts';

/** What the clip's part of the page can do. */
export interface ClipActions {
  again(): void;
  copyLink(): Promise<void>;
}

/**
 * Shows what there is of the clip when it is not being made.
 * @param from seconds of the clip that were seen while it was made
 */
export function clipView(
  state: Exclude<ClipState, { readonly kind: 'making' }>,
  language: PageLanguage,
  actions: ClipActions,
  from = 0,
): HTMLElement {
  const text = textsIn(language);
  const section = element('section', { class: 'clip', 'aria-label': text('clip') });
  if (state.kind === 'made') {
    const { url, plan } = state;
    section.append(
      videoOf(url, from < plan.seconds - 0.5 ? from : 0),
      element('p', { role: 'status' }, text('done', { seconds: state.seconds })),
      element(
        'div',
        { class: 'actions' },
        element('a', { class: 'button filled', href: url, download: `akezora-${plan.seed}.mp4` }, text('download')),
        element('button', { type: 'button', class: 'button', onclick: () => actions.again() }, text('again')),
        linkButton(actions, language),
      ),
    );
    if (plan.actors !== undefined) section.append(element('p', { class: 'note' }, text('linkWithoutPictures')));
    const unknown = plan.unknownWords.map(({ word }) => word);
    if (unknown.length > 0) section.append(element('p', {}, text('unknown', { words: unknown.join(', ') })));
  }
  if (state.kind === 'cancelled') section.append(element('p', { role: 'status' }, text('cancelled')));
  if (state.kind === 'broken') section.append(element('p', { role: 'alert', class: 'fault' }, text('broken')));
  if (state.kind === 'failed')
    section.append(element('p', { role: 'alert', class: 'fault' }, faultText(state.error, language)));
  return section;
}

function videoOf(url: string, from: number): HTMLVideoElement {
  const video = element('video', { controls: true, loop: true, autoplay: true, playsinline: true });
  video.muted = true;
  video.addEventListener('loadedmetadata', () => {
    video.currentTime = from;
  });
  video.src = url;
  return video;
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
