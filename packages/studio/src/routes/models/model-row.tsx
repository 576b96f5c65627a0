import { formatBytes } from '@akezora/contract';
import type { ModelEntry } from '@akezora/contract/api';
import { useLanguage, useText } from '../../i18n/index.ts';
import { ModelActions } from './model-actions.tsx';

/** One model of a family: whether it runs here, and what can be done with it. */
export function ModelRow({
  entry,
  name,
  picked,
}: {
  entry: ModelEntry;
  /** What its name adds to the family's; empty: it is the only one. */
  name: string;
  /** Whether it is the one to take. */
  picked: boolean;
}) {
  const t = useText().models;
  const language = useLanguage();
  const { capabilities: model, place, installed, version, bytes } = entry;
  const facts = [
    place === 'local' && !installed ? t.notHere : t.place[place],
    version !== null && `${t.version} ${version}`,
    bytes !== null && installed && formatBytes(bytes),
    `${t.licence}: ${model.licence}`,
  ].filter(Boolean);
  return (
    <article className={installed ? 'model installed' : 'model'} aria-label={model.name}>
      <div className="model-words">
        {name !== '' && (
          <h3>
            {name} {picked && <span className="model-pick">{t.take}</span>}
          </h3>
        )}
        <p className="small quiet">{facts.join(' · ')}</p>
        {(entry.fits !== 'unknown' || installed) && (
          <p className="model-fits">
            <span className={`fits fits-${entry.fits}`} aria-hidden="true" />
            <span>
              {t.fits[entry.fits]}
              {entry.reason !== null && <span className="hint">{entry.reason[language]}</span>}
            </span>
          </p>
        )}
        {picked && !installed && <p className="small">{t.takeWhy}</p>}
      </div>
      <ModelActions entry={entry} />
    </article>
  );
}
