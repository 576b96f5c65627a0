import { type Scene, sceneSchema } from '@akezora/contract';
import { useEffect, useState } from 'react';
import type { Messages } from '../i18n/index.ts';
import { useLanguage, useText } from '../i18n/index.ts';
import type { Choice } from './canvas.tsx';
import { aspectRatios } from './geometry.ts';
import { nameOf } from './names.ts';

/** Where across the frame something is, in a word. */
export function whereOf(x: number, aspect: number, words: Messages['tools']['stage']['where']): string {
  const part = x / aspect;
  if (part < -0.5) return words.outLeft;
  if (part > 0.5) return words.outRight;
  return part < -0.17 ? words.left : part > 0.17 ? words.right : words.middle;
}

/** The scene as lines one can read and choose, and as JSON one can write. */
export function Lines({
  scene,
  choice,
  onChoose,
  onChange,
}: {
  scene: Scene;
  choice: Choice | null;
  onChoose: (choice: Choice | null) => void;
  onChange: (scene: Scene) => void;
}) {
  const t = useText().tools.stage;
  const language = useLanguage();
  const aspect = aspectRatios[scene.aspect];
  const where = (x: number) => whereOf(x, aspect, t.where);
  const name = (text: string) => nameOf(text, language);
  const lines: { text: string; choice: Choice | null }[] = [
    { text: t.line.scene(name(scene.place), t.times[scene.time], t.weathers[scene.weather]), choice: null },
    { text: t.line.camera(t.moves[scene.camera.move]), choice: null },
    ...scene.subjects.map((subject, index) => ({
      text: t.line.moves(name(subject.name), where(subject.path[0]?.x ?? 0), where(subject.path.at(-1)?.x ?? 0)),
      choice: { kind: 'subjects', index } as const,
    })),
    ...scene.props.map((prop, index) => ({
      text: t.line.stands(name(prop.name), where(prop.x)),
      choice: { kind: 'props', index } as const,
    })),
    ...scene.sky.map((one, index) => ({ text: t.line.hangs(name(one.name)), choice: { kind: 'sky', index } as const })),
  ];
  return (
    <section className="lines" aria-label={t.lines}>
      <h3>{t.lines}</h3>
      <ol>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines stand in the order of the scene
          <li key={index}>
            <button
              type="button"
              aria-pressed={
                line.choice !== null && choice?.kind === line.choice.kind && choice.index === line.choice.index
              }
              onClick={() => onChoose(line.choice)}
            >
              {line.text}
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
  const shown = JSON.stringify(scene, null, 1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a scene changed elsewhere replaces a faulty text
  useEffect(() => {
    if (fault === null) setText(null);
  }, [shown]);
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
        value={text ?? shown}
        onChange={(event) => write(event.target.value)}
        onBlur={() => fault === null && setText(null)}
      />
      {fault !== null && <p className="fault-line">{t.jsonInvalid(fault)}</p>}
    </details>
  );
}
