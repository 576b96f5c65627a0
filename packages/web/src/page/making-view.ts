import type { SmallPicture } from '../making/messages.ts';
import type { ClipState, Progress } from './clip-state.ts';
import { element } from './elements.ts';
import { type LiveVideo, openLiveVideo } from './live-video.ts';
import { paint } from './paint.ts';
import { type PageLanguage, textOf } from './texts.ts';

/** A clip that is being made. */
export type MakingState = ClipState & { readonly kind: 'making' };

/** What shows a clip while it is made. It stays the same element, so that a playing video goes on. */
export interface MakingView {
  readonly element: HTMLElement;
  update(state: MakingState, language: PageLanguage): void;
  /** Takes a piece of the stream of the clip. */
  add(piece: Uint8Array<ArrayBuffer>): void;
  /** Ends the stream's player. Returns the seconds that it has shown. */
  close(): number;
}

/** Shows progress, and the newest picture until the clip itself plays. */
export function makingView(cancel: () => void): MakingView {
  const canvas = element('canvas', { role: 'img', hidden: true });
  let shown: SmallPicture | undefined;
  let plays = false;
  const live: LiveVideo | undefined = openLiveVideo((isShown) => {
    plays = isShown;
    canvas.hidden = plays || shown === undefined;
  });
  const status = element('p', { role: 'status' });
  const progress = element('progress', { hidden: true });
  const button = element('button', { type: 'button', class: 'button', onclick: cancel });
  const section = element('section', { class: 'clip' }, canvas, status, progress, button);
  if (live !== undefined) section.prepend(live.element);
  return {
    element: section,
    update({ progress: how, preview }, language) {
      section.setAttribute('aria-label', textOf(language, 'clip'));
      button.textContent = textOf(language, 'cancel');
      live?.element.setAttribute('aria-label', textOf(language, 'live'));
      canvas.setAttribute('aria-label', textOf(language, 'preview'));
      if (preview !== undefined && preview !== shown) paint(canvas, preview);
      shown = preview;
      canvas.hidden = plays || shown === undefined;
      tell(how, status, progress, language);
    },
    add: (piece) => live?.add(piece),
    close: () => live?.close() ?? 0,
  };
}

/** The stage is said once; how far it is shows the bar, which tells of itself only to those who ask. */
function tell(how: Progress, status: HTMLElement, bar: HTMLProgressElement, language: PageLanguage): void {
  const stage = textOf(language, how.kind);
  if (status.textContent !== stage) status.textContent = stage;
  bar.hidden = how.kind === 'loading';
  if (how.kind === 'loading') return;
  [bar.max, bar.value] = [how.total, how.done];
  bar.setAttribute('aria-label', textOf(language, 'progress', { done: how.done, total: how.total }));
}
