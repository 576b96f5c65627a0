import { type Scene, sceneSchema } from '@akezora/contract';
import { useEffect, useState } from 'react';
import { useLanguage, useText } from '../i18n/index.ts';
import { type Choice, isChosen } from './choice.ts';
import { linesOf } from './scene-lines.ts';

/** The scene as a list of sentences, with edited ones marked, and as JSON that can be edited. */
export function Lines({
  scene,
  original,
  choice,
  onChoose,
  onChange,
}: {
  scene: Scene;
  /** The scene as the model made it. */
  original: Scene | undefined;
  choice: Choice | null;
  onChoose: (choice: Choice | null) => void;
  onChange: (scene: Scene) => void;
}) {
  const t = useText().tools.stage;
  const language = useLanguage();
  const before = new Set((original ? linesOf(original, t, language) : []).map(({ part }) => JSON.stringify(part)));
  const lines = linesOf(scene, t, language);
  return (
    <section className="lines" aria-label={t.lines}>
      <h3>{t.lines}</h3>
      <ol>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines stand in the order of the scene
          <li key={index}>
            <button
              type="button"
              aria-pressed={line.choice !== null && isChosen(choice, line.choice)}
              onClick={() => onChoose(line.choice)}
            >
              {line.text}{' '}
              {original !== undefined && !before.has(JSON.stringify(line.part)) && (
                <span className="line-changed">{t.changed}</span>
              )}
            </button>
          </li>
        ))}
      </ol>
      <Json scene={scene} onChange={onChange} />
    </section>
  );
}

function Json({ scene, onChange }: { scene: Scene; onChange: (scene: Scene) => void }) {
  const t = useText().tools.stage;
  const [text, setText] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const json = JSON.stringify(scene, null, 1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a scene that changes elsewhere replaces an invalid text
  useEffect(() => {
    if (fault === null) setText(null);
  }, [json]);
  const write = (next: string) => {
    setText(next);
    try {
      const result = sceneSchema.safeParse(JSON.parse(next));
      if (result.success) {
        setFault(null);
        onChange(result.data);
      } else setFault(`${result.error.issues[0]?.path.join('.')}: ${result.error.issues[0]?.message}`);
    } catch (thrown) {
      setFault(thrown instanceof Error ? thrown.message : String(thrown));
    }
  };
  return (
    <details>
      <summary>{t.json}</summary>
      <textarea
        className="area json"
        spellCheck={false}
        aria-label={t.json}
        aria-invalid={fault !== null}
        value={text ?? json}
        onChange={(event) => write(event.target.value)}
        onBlur={() => fault === null && setText(null)}
      />
      {fault !== null && <p className="fault-line">{t.jsonInvalid(fault)}</p>}
    </details>
  );
}
