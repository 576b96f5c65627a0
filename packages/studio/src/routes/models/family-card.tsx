import type { ModelEntry } from '@akezora/contract/api';
import { base } from '../../api/base.ts';
import { useLanguage, useText } from '../../i18n/index.ts';
import { DecoderRow } from './decoder-row.tsx';
import type { Family } from './families.ts';
import { ModelRow } from './model-row.tsx';

/** The clip that shows what the model in the box makes. */
const sample = `${base}/ideas/whale`;

/** A family of models: what it is and can do, and its sizes, the one to take first. */
export function FamilyCard({ family: { id, name, sizes, pick } }: { family: Family }) {
  const t = useText().models;
  const first = sizes.filter(({ entry }) => sizes.length === 1 || shownFirst(entry, pick));
  const others = sizes.filter((size) => !first.includes(size));
  const decoder = sizes.find(({ entry }) => entry.decoder !== null)?.entry.decoder;
  const told = (pick ?? sizes[0]?.entry)?.capabilities;
  const row = ({ entry, name }: (typeof sizes)[number]) => (
    <li key={entry.id}>
      <ModelRow entry={entry} name={name} picked={sizes.length > 1 && entry === pick} />
    </li>
  );
  return (
    <section className="family" aria-labelledby={`family-${id}`}>
      <div className="family-head">
        <div className="family-words">
          <h2 id={`family-${id}`}>{name}</h2>
          {told !== undefined && <About model={told} />}
        </div>
        {sizes.some(({ entry }) => entry.place === 'box') && (
          <video
            className="family-sample"
            src={`${sample}.mp4`}
            poster={`${sample}.webp`}
            width={320}
            height={180}
            controls
            muted
            loop
            playsInline
            preload="none"
            aria-label={t.sample(name)}
          />
        )}
      </div>
      <ul className="sizes">{first.map(row)}</ul>
      {decoder && <DecoderRow decoder={decoder} />}
      {others.length > 0 && (
        <details className="other-sizes">
          <summary>{t.others(others.length)}</summary>
          <ul className="sizes">{others.map(row)}</ul>
        </details>
      )}
    </section>
  );
}

/** Whether a size stands above the others: the one to take, and what is here or on its way. */
const shownFirst = (entry: ModelEntry, pick: ModelEntry | undefined): boolean =>
  entry === pick || entry.installed || entry.pull !== null;

/** What a family makes, in what languages, lengths and sizes, and with which tools; told of one of its models. */
function About({ model }: { model: ModelEntry['capabilities'] }) {
  const t = useText().models;
  const units = useText().shell.units;
  const language = useLanguage();
  const controls = (Object.keys(t.controls) as (keyof typeof t.controls)[]).filter((key) => model.controls[key]);
  const can = [...(model.conditions.image ? [t.image] : []), ...controls.map((key) => t.controls[key])];
  const { resolutions, seconds } = model;
  return (
    <>
      <p>{model.summary[language]}</p>
      {model.licenceTerms !== undefined && <p className="small quiet">{model.licenceTerms.text[language]}</p>}
      <dl className="model-facts numbers">
        <div>
          <dt>{t.length}</dt>
          <dd>{units.seconds(units.range(seconds.min, seconds.max))}</dd>
        </div>
        <div>
          <dt>{t.sizes}</dt>
          <dd>
            {resolutions.length > 1 ? units.range(resolutions[0] ?? '', resolutions.at(-1) ?? '') : resolutions[0]}
          </dd>
        </div>
        <div>
          <dt>{t.languages}</dt>
          <dd>{units.list(model.languages.map((code) => t.language[code]))}</dd>
        </div>
      </dl>
      {can.length > 0 && (
        <ul className="model-can" aria-label={t.can}>
          {can.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </>
  );
}
