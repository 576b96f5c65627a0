import { nameOf } from '@akezora/contract';
import type { ClipDetail } from '@akezora/contract/api';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useRef, useState } from 'react';
import { Icon } from '../components/icon.tsx';
import { useLanguage, useText } from '../i18n/index.ts';
import { keptSettings } from '../tools/kept-settings.ts';
import type { RemixSettings } from '../tools/remix/compile.ts';
import './change-line.css';
import { dockHeight } from './dock-height.ts';
import { borrowPromptField } from './prompt-focus.ts';

/** The line of a clip's page: it describes a change to that clip, and goes to Remix with the words. */
export function ChangeLine({ clip }: { clip: ClipDetail }) {
  const t = useText();
  const language = useLanguage();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const composing = useRef(false);
  const subject = clip.facts?.scene?.subjects[0]?.name;
  const remix = (words: string) => {
    const change = words.trim();
    if (change === '') return;
    const kept = keptSettings<RemixSettings>('remix', clip.id);
    kept.set({ ...kept.get(), words: change });
    void navigate({ to: '/clips/$id/$tool', params: { id: clip.id, tool: 'remix' } });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // 229 is what browsers send for keys an input method takes; Safari ends composition before the Enter that ends it.
    if (event.nativeEvent.isComposing || composing.current || event.keyCode === 229) return;
    if (event.key !== 'Enter' || event.shiftKey || event.altKey) return;
    event.preventDefault();
    remix(text);
  };
  return (
    <section className="composer" aria-label={t.library.clip.changeThis} ref={dockHeight}>
      <div className="composer-horizon" aria-hidden="true" />
      <form
        className="composer-card"
        onSubmit={(event) => {
          event.preventDefault();
          remix(text);
        }}
      >
        <div className="composer-line">
          <textarea
            ref={borrowPromptField}
            className="change-box"
            rows={1}
            value={text}
            aria-label={t.library.clip.changeThis}
            placeholder={t.library.clip.changeThis}
            enterKeyHint="go"
            onChange={(event) => setText(event.target.value)}
            onCompositionStart={() => {
              composing.current = true;
            }}
            onCompositionEnd={() => {
              // After the keydown that ends the conversion has passed.
              setTimeout(() => {
                composing.current = false;
              }, 0);
            }}
            onKeyDown={onKeyDown}
          />
          <button type="submit" className="make" disabled={text.trim() === ''} title={t.tools.names.remix}>
            <Icon name="wand" size={21} />
            <span className="visually-hidden">{t.tools.names.remix}</span>
          </button>
        </div>
        <fieldset className="change-ready" aria-label={t.tools.remix.ready.label}>
          {t.tools.remix.ready.changes(subject === undefined ? null : nameOf(subject, language)).map((words) => (
            <button key={words} type="button" className="chip" onClick={() => remix(words)}>
              {words}
            </button>
          ))}
        </fieldset>
      </form>
    </section>
  );
}
