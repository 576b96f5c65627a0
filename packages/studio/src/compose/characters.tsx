import type { Character } from '@akezora/contract/api';
import { useText } from '../i18n/index.ts';
import { editDraft } from './draft.ts';
import { focusPrompt } from './prompt-focus.ts';

/** While an `@name` is being typed at the end of the prompt: up to 6 characters whose names begin like it. */
export function CharacterChips({ prompt, characters }: { prompt: string; characters: readonly Character[] }) {
  const t = useText().compose;
  const begun = /@([\p{L}\p{N}_-]*)$/u.exec(prompt);
  if (begun === null) return null;
  const fitting = characters.filter(({ name }) => name.startsWith(begun[1] ?? '') && name !== begun[1]);
  if (fitting.length === 0) return null;
  return (
    <fieldset className="character-chips">
      <legend className="visually-hidden">{t.characters}</legend>
      {fitting.slice(0, 6).map(({ id, name }) => (
        <button
          key={id}
          type="button"
          className="chip"
          onClick={() => {
            editDraft({ prompt: `${prompt.slice(0, begun.index)}@${name} ` });
            focusPrompt();
          }}
        >
          @{name}
        </button>
      ))}
    </fieldset>
  );
}
