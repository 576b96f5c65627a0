import { choice, element } from './elements.ts';
import { aspects, durations, resolutions, type Settings, settingsIn } from './settings.ts';
import { type PageLanguage, textsIn } from './texts.ts';

/** What the composer tells. */
export interface ComposerActions {
  change(part: Partial<Settings>): void;
  make(): void;
}

/**
 * The form: words, shape, size, length and seed.
 * @param pictures the part of the visitor's own pictures, which stands below the words
 */
export function composer(
  settings: Settings,
  language: PageLanguage,
  { change, make }: ComposerActions,
  { pictures, isMaking }: { readonly pictures: HTMLElement; readonly isMaking: boolean },
): HTMLElement {
  const text = textsIn(language);
  const prompt = element('textarea', {
    ...{ rows: 3, maxlength: 2000, placeholder: text('example') },
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
        if (prompt.value.trim() === '') {
          prompt.value = text('example');
          change({ prompt: prompt.value });
        }
        make();
      },
    },
    element('label', { class: 'field wide' }, element('span', {}, text('prompt')), prompt),
    pictures,
    choice(text('aspect'), aspects, settings.aspect, (aspect) => change({ aspect })),
    choice(text('resolution'), resolutions, settings.resolution, (resolution) => change({ resolution })),
    choice(text('seconds'), durations, settings.seconds, (seconds) => change({ seconds })),
    element('label', { class: 'field' }, element('span', {}, text('seed')), seed),
    element('button', { class: 'button filled make', disabled: isMaking }, text('make')),
  );
}

/** Puts a word into the prompt of a composer, where the cursor is. */
export function insertInto(form: HTMLElement, word: string): void {
  const prompt = form.querySelector('textarea')!;
  const before = prompt.value.slice(0, prompt.selectionStart);
  const space = before === '' || /\s$/.test(before) ? '' : ' ';
  prompt.setRangeText(`${space}${word} `, prompt.selectionStart, prompt.selectionEnd, 'end');
  prompt.focus();
  prompt.dispatchEvent(new Event('input'));
}
