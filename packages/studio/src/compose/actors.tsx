import type { Actor } from '@akezora/contract/api';
import { api } from '../api/client.ts';
import { useText } from '../i18n/index.ts';
import { editDraft } from './draft.ts';
import { focusPrompt } from './prompt-focus.ts';

/** While an `@name` is being typed at the end of the prompt: up to 6 actors whose names begin like it. */
export function ActorChips({ prompt, actors }: { prompt: string; actors: readonly Actor[] }) {
  const t = useText().compose;
  const begun = /@([\p{L}\p{N}_-]*)$/u.exec(prompt);
  if (begun === null) return null;
  const fitting = actors.filter(({ name }) => name.startsWith(begun[1] ?? '') && name !== begun[1]);
  if (fitting.length === 0) return null;
  return (
    <fieldset className="actor-chips">
      <legend className="visually-hidden">{t.actors}</legend>
      {fitting.slice(0, 6).map(({ id, name, picture: cut, thumbnail }) => {
        const picture = cut ?? thumbnail;
        return (
          <button
            key={id}
            type="button"
            className="chip"
            onClick={() => {
              editDraft({ prompt: `${prompt.slice(0, begun.index)}@${name} ` });
              focusPrompt();
            }}
          >
            {picture !== null && <img className="chip-picture" src={api.url(picture)} alt="" width={20} height={20} />}@
            {name}
          </button>
        );
      })}
    </fieldset>
  );
}
