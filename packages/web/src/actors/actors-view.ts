import type { SmallPicture } from '../making/messages.ts';
import { element } from '../page/elements.ts';
import { refusalText } from '../page/fault-text.ts';
import { paint } from '../page/paint.ts';
import { type PageLanguage, textOf, textsIn } from '../page/texts.ts';
import type { OwnActor } from './own-actor.ts';
import type { OwnActors } from './own-actors.ts';

/** What the part of the pictures can do. */
export interface ActorActions {
  add(files: readonly File[]): void;
  remove(name: string): void;
  /** Puts an actor's `@name` into the prompt. */
  call(name: string): void;
}

/** Shows the visitor's pictures, and takes more. */
export function actorsView(state: OwnActors, language: PageLanguage, actions: ActorActions): HTMLElement {
  const text = textsIn(language);
  const input = element('input', {
    ...{ type: 'file', accept: 'image/*,.svg', multiple: true, class: 'visually-hidden' },
    'aria-describedby': 'pictures-note',
    onchange: () => actions.add([...(input.files ?? [])]),
  });
  const section = element(
    'fieldset',
    { class: 'pictures wide' },
    element('legend', {}, text('pictures')),
    element('p', { id: 'pictures-note', class: 'note' }, text('picturesNote')),
    element('label', { class: 'button' }, input, text('addPictures')),
  );
  for (const actor of state.actors) section.append(actorView(actor, language, actions));
  const [first] = state.reading;
  if (first !== undefined) section.append(element('p', { role: 'status' }, text('readingPicture', { name: first })));
  if (state.refused.length > 0) {
    const lines = state.refused.map((error) => element('p', {}, refusalText(error, language)));
    section.append(element('div', { role: 'alert', class: 'fault' }, ...lines));
  }
  return section;
}

function actorView({ name, picture }: OwnActor, language: PageLanguage, { call, remove }: ActorActions): HTMLElement {
  const label = textOf(language, 'removePicture', { name });
  return element(
    'span',
    { class: 'actor' },
    element(
      'button',
      { type: 'button', class: 'button call', onclick: () => call(name) },
      paintingOf(picture),
      `@${name}`,
    ),
    element(
      'button',
      { type: 'button', class: 'button remove', 'aria-label': label, title: label, onclick: () => remove(name) },
      '×',
    ),
  );
}

function paintingOf(picture: SmallPicture): HTMLCanvasElement {
  const canvas = element('canvas', { 'aria-hidden': 'true' });
  paint(canvas, picture);
  return canvas;
}
