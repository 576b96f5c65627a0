import { calledNames, type GenerationRequestInput } from '@akezora/contract';
import type { Character } from '@akezora/contract/api';
import { useText } from '../i18n/index.ts';
import { editDraft } from './draft.ts';

/** The characters a prompt calls by @name, as a request names them. */
export function charactersIn(prompt: string, known: readonly Character[]): GenerationRequestInput['characters'] {
  const names = calledNames(
    prompt,
    known.map(({ name }) => name),
  ).map(({ name }) => name);
  const called = known.filter(({ name }) => names.includes(name)).slice(0, 8);
  if (called.length === 0) return undefined;
  return called.map(({ name, clipId, uploadId, region }) => ({
    name,
    ...(clipId === null ? {} : { clip: clipId }),
    ...(clipId !== null || uploadId === null ? {} : { image: `upload:${uploadId}` }),
    ...(region === null ? {} : { region }),
  }));
}

/** While an @name is being written: the names it may become. */
export function CharacterChips({ prompt, known }: { prompt: string; known: readonly Character[] }) {
  const t = useText().compose;
  const begun = /@([\p{L}\p{N}_-]*)$/u.exec(prompt);
  if (begun === null) return null;
  const fitting = known.filter(({ name }) => name.startsWith(begun[1] ?? '') && name !== begun[1]);
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
            document.querySelector<HTMLTextAreaElement>('.prompt-box')?.focus();
          }}
        >
          @{name}
        </button>
      ))}
    </fieldset>
  );
}
