import { formatBytes, formatSpan, unknownWordText } from '@akezora/contract';
import type { ClipDetail } from '@akezora/contract/api';
import type { ReactNode } from 'react';
import { base } from '../../api/base.ts';
import { Button } from '../../components/controls.tsx';
import { Menu } from '../../components/menu.tsx';
import { toast } from '../../components/toast.tsx';
import { useLanguage, useText } from '../../i18n/index.ts';
import { moment, short } from '../../util/format.ts';
import { ActorChips } from './actor-chips.tsx';
import { snippet, snippetKinds, snippetNames } from './snippets.ts';

/** The metadata of a clip, ways to make it again, and its scene. */
export function Facts({ clip }: { clip: ClipDetail }) {
  const t = useText();
  const language = useLanguage();
  const { facts, measures, said } = clip;
  const words = t.library.clip;
  const rows: [string, ReactNode][] = [
    [words.made, moment(clip.createdAt)],
    [
      words.model,
      facts === null
        ? clip.model
        : facts.modelVersion.startsWith(clip.model)
          ? facts.modelVersion
          : `${clip.model} ${facts.modelVersion}`,
    ],
    ...(clip.seed === null
      ? []
      : [
          [
            words.seed,
            <span key="s" className="numbers">
              {clip.seed}
            </span>,
          ] as [string, ReactNode],
        ]),
    [words.size, `${clip.width}×${clip.height}`],
    [
      words.length,
      t.shell.units.list([t.shell.units.seconds(Number(short(clip.seconds))), words.frames(clip.frames, clip.fps)]),
    ],
    [words.file, t.shell.units.list([formatBytes(clip.bytes), ...(facts ? [facts.codec] : [])])],
  ];
  if (facts) {
    if (facts.steps !== undefined) rows.push([words.steps, facts.steps]);
    if (facts.guidance !== undefined && facts.guidance > 0) rows.push([words.guidance, facts.guidance]);
    rows.push([words.kernels, facts.kernels]);
    if (facts.request.actors !== undefined && facts.request.actors.length > 0)
      rows.push([words.actors, <ActorChips key="a" actors={facts.request.actors} />]);
    if (facts.loras !== undefined)
      rows.push([words.loras, t.shell.units.list(facts.loras.map(({ id, strength }) => `${id} × ${strength}`))]);
    if (facts.unknownWords.length > 0)
      rows.push([
        words.unknown,
        t.shell.units.list([...new Set(facts.unknownWords.map((word) => unknownWordText(word, language)))]),
      ]);
    if (facts.leftOut !== undefined) rows.push([words.leftOut, facts.leftOut.map((text) => text[language]).join(' ')]);
  }
  if (said) {
    const loras = said.loras?.map(({ name, strength }) => `${name} × ${strength}`);
    const about: readonly (readonly [string, ReactNode | undefined])[] = [
      [words.seed, clip.seed === null ? said.seed : undefined],
      [words.negative, said.negativePrompt],
      [words.model, said.model === clip.model ? undefined : said.model],
      [words.steps, said.steps],
      [words.guidance, said.guidance],
      [words.sampler, said.sampler],
      [words.loras, loras && t.shell.units.list(loras)],
    ];
    rows.push([words.saidBy, words.saidByProgram(said.program)]);
    for (const [name, value] of about) if (value !== undefined) rows.push([name, value]);
  }
  if (measures)
    rows.push(
      [words.took, formatSpan(measures.totalSeconds, language)],
      [words.memory, formatBytes(measures.peakResidentBytes)],
    );
  return (
    <section aria-label={words.facts}>
      <div className="facts-head">
        <h2>{words.facts}</h2>
        <Menu
          label={words.copyAs}
          trigger={
            <Button kind="plain" icon="copy">
              {words.copyAs}
            </Button>
          }
          items={snippetKinds.map((kind) => ({
            text: snippetNames[kind],
            run: () =>
              void navigator.clipboard
                .writeText(snippet(clip, kind, location.origin + base))
                .then(() => toast(t.shell.copied)),
          }))}
        />
      </div>
      <dl className="facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {facts?.scene && (
        <details className="scene-text">
          <summary>{words.showScene}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard */}
          <pre tabIndex={0}>{JSON.stringify(facts.scene, null, 1)}</pre>
        </details>
      )}
    </section>
  );
}
