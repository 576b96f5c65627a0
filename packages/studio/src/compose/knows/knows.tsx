import type { ModelCapabilities } from '@akezora/contract';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { base } from '../../api/base.ts';
import { modelArtQuery } from '../../api/queries.ts';
import { Segmented } from '../../components/controls.tsx';
import { Waiting } from '../../components/states.tsx';
import { useLanguage, useText } from '../../i18n/index.ts';
import { thumbnailUrl } from '../../stage/picture-urls.ts';
import { useStore } from '../../util/store.ts';
import { languageOfText } from '../../util/text-language.ts';
import { draftStore, editDraft } from '../draft.ts';
import { PresetPicture } from '../preset-picture.tsx';
import { putInPlaceOf, putInPrompt } from '../prompt-focus.ts';
import { type Known, type KnownGroup, type KnownPicture, knownGroups, knownOf } from './known.ts';
import { knownStore } from './known-store.ts';
import './knows.css';

/** What the model can draw, as pictures: a press puts the name of one into the prompt, or chooses a style. */
export function Knows({ model }: { model: ModelCapabilities }) {
  const t = useText();
  const words = t.knows;
  const language = useLanguage();
  const { data: art, isPending } = useQuery(modelArtQuery(model.id));
  const { preset, prompt } = useStore(draftStore);
  const { instead } = useStore(knownStore);
  const [group, setGroup] = useState<KnownGroup>('animals');
  const [typed, setTyped] = useState('');
  const text = useDeferredValue(typed);
  const written = prompt.trim() === '' ? language : languageOfText(prompt);
  const groups = { ...t.tools.stage.shelves, ...words.groups };
  const known = art == null ? [] : knownOf(model, art, { group, text, language, written });
  const press = ({ does }: Known) => {
    if ('preset' in does) return editDraft({ preset: does.preset === preset ? undefined : does.preset });
    if (instead === undefined) return putInPrompt(does.put, written);
    putInPlaceOf(instead, does.put.name);
    knownStore.set({ open: false, instead: undefined });
  };
  return (
    <div className="knows">
      <p className="hint">{instead === undefined ? words.text : words.instead(instead.word)}</p>
      <input
        type="search"
        aria-label={words.search}
        placeholder={words.search}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Segmented
        label={words.open}
        value={text === '' ? group : undefined}
        options={knownGroups.map((value) => ({ value, text: groups[value] }))}
        onChange={(value) => {
          setGroup(value);
          setTyped('');
        }}
      />
      {isPending ? (
        <Waiting />
      ) : (
        <ul className="knows-list">
          {known.map((one) => (
            <li key={one.key}>
              <button
                type="button"
                className="known"
                aria-label={'preset' in one.does ? one.name : words.put(one.name)}
                {...('preset' in one.does ? { 'aria-pressed': preset === one.does.preset } : {})}
                onClick={() => press(one)}
              >
                <Picture picture={one.picture} model={model.id} />
                <span>{one.name}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {!isPending && known.length === 0 && <p className="hint">{art === null ? words.none : words.nothing}</p>}
    </div>
  );
}

function Picture({ picture, model }: { picture: KnownPicture; model: string }) {
  switch (picture.kind) {
    case 'art':
      return <img className="known-art" src={thumbnailUrl(model, picture.piece)} alt="" loading="lazy" />;
    case 'still':
      return <img className="known-still" src={`${base}/knows/${picture.file}.webp`} alt="" loading="lazy" />;
    case 'preset':
      return <PresetPicture id={picture.id} />;
    case 'move':
      return (
        <span className={`known-move move-${picture.move}`}>
          <img src={`${base}/looks/none.webp`} alt="" loading="lazy" />
        </span>
      );
  }
}
