import type { CredentialsState, Verification } from '@akezora/contract/api';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Icon, type IconName } from '../../components/icon.tsx';
import { useVerifyText, type VerifyText } from '../../i18n/verify.ts';
import { moment } from '../../util/format.ts';

const icons: Readonly<Record<CredentialsState, IconName>> = {
  none: 'info',
  unreadable: 'warn',
  changed: 'warn',
  invalid: 'warn',
  intact: 'check',
};

/** What was found of a file, and what that does not prove. */
export function Found({ found, name }: { found: Verification; name: string }) {
  const { credentials, library } = found;
  const t = useVerifyText();
  const { state, signer } = credentials;
  const verdict = t.states[state];
  return (
    <div className="found" role="status">
      <section className={`verdict verdict-${state}`}>
        <Icon name={icons[state]} size={26} />
        <div>
          <p className="verdict-file">{name}</p>
          <h2>{verdict.title}</h2>
          <p>{verdict.text}</p>
          {state === 'intact' && <p>{signer?.known === true ? t.known : t.unknown}</p>}
          {library.match === 'same' && library.madeAt !== undefined && <p>{t.same(moment(library.madeAt))}</p>}
        </div>
      </section>
      <InvisibleMark found={found} />
      {signer !== undefined && <Told credentials={credentials} />}
      <section>
        <h2>{t.limits}</h2>
        <ul className="not-proven">
          {t.notProven.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </section>
    </div>
  );
}

/** What the invisible mark says, and the clip that it leads to. */
function InvisibleMark({ found: { invisibleMark: mark, library } }: { found: Verification }) {
  const t = useVerifyText().mark;
  const { match, madeAt, clipId } = library;
  return (
    <section>
      <h2>{t.title}</h2>
      {mark === null && <p>{t.unread}</p>}
      {mark?.found === false && <p>{t.none}</p>}
      {mark?.id !== undefined && <p>{t.found(mark.id)}</p>}
      {match === 'mark' && madeAt !== undefined && <p>{t.ofClip(moment(madeAt))}</p>}
      {clipId !== undefined && (
        <Link to="/clips/$id" params={{ id: clipId }} className="button button-soft">
          {t.open}
        </Link>
      )}
    </section>
  );
}

function Told({ credentials }: { credentials: Verification['credentials'] }) {
  const t = useVerifyText();
  const { signer, system, time, id, sourceTypes, ingredients, faults } = credentials;
  const who = [signer?.name, signer?.organisation].filter(Boolean).join(' · ');
  const rows: readonly (readonly [string, ReactNode])[] = [
    [t.who, who || t.notSaid],
    [t.system, system || t.notSaid],
    [t.when, time === undefined ? t.notSaid : `${timeOf(time.at)} (${time.proven ? t.stamped : t.claimed})`],
    [
      t.id,
      <span key="id" className="verify-id">
        {id || t.notSaid}
      </span>,
    ],
    ...(sourceTypes.length === 0 ? [] : [[t.how, namesOf(sourceTypes, t)] as const]),
    ...(ingredients.length === 0 ? [] : [[t.from, <Ingredients key="from" of={ingredients} />] as const]),
    ...(faults.length === 0
      ? []
      : [
          [
            t.failed,
            <span key="failed" className="verify-id">
              {faults.join(', ')}
            </span>,
          ] as const,
        ]),
  ];
  return (
    <section>
      <h2>{t.facts}</h2>
      <dl className="told">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Ingredients({ of }: { of: Verification['credentials']['ingredients'] }) {
  const t = useVerifyText();
  return (
    <ul className="verify-ingredients">
      {of.map(({ title, state, sourceTypes }) => (
        <li key={title}>
          {titleOf(title, t)}:{' '}
          {[t.ingredient[state], ...(sourceTypes.length > 0 ? [namesOf(sourceTypes, t)] : [])].join(', ')}
        </li>
      ))}
    </ul>
  );
}

/** A moment, unless it is some other text: the signer wrote it. */
const timeOf = (at: string): string => (Number.isNaN(Date.parse(at)) ? at : moment(new Date(at).toISOString()));

/** Titles that Akezora gives ingredients, in the language shown. */
function titleOf(title: string, t: VerifyText): string {
  const [, kind, number] = /^(image|video) (\d+)$/.exec(title) ?? [];
  return number === undefined ? title : kind === 'image' ? t.image(number) : t.video(number);
}

const namesOf = (types: readonly string[], t: VerifyText): string =>
  types.map((type) => (t.sources as Readonly<Record<string, string>>)[type] ?? type).join(', ');
