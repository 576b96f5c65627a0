import type { ClipDetail, ClipPatch, ClipShare } from '@akezora/contract/api';
import { Button, Field } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import { moment } from '../../util/format.ts';

const dayMs = 86_400_000;
const days = [1, 7, 30] as const;
const visits = [1, 10, 100] as const;

/** When the link of a clip ends, how often it opens, its password, and its end. */
export function ShareOptions({
  share,
  onChange,
}: {
  share: ClipShare;
  onChange: (change: Pick<ClipPatch, 'share'> | { visibility: ClipDetail['visibility'] }) => void;
}) {
  const t = useText();
  const words = t.library.shareLink;
  return (
    <>
      <Field label={words.ends}>
        <select
          value={share.expiresAt === null ? 'never' : 'set'}
          onChange={({ target: { value } }) => {
            const expiresAt = value === 'never' ? null : new Date(Date.now() + Number(value) * dayMs).toISOString();
            onChange({ share: { expiresAt } });
          }}
        >
          <option value="never">{words.never}</option>
          {share.expiresAt !== null && <option value="set">{moment(share.expiresAt)}</option>}
          {days.map((number) => (
            <option key={number} value={number}>
              {words.inDays(number)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={words.mostVisits} hint={words.visitsSoFar(share.views)}>
        <select
          value={share.maxViews ?? 'any'}
          onChange={({ target: { value } }) =>
            onChange({ share: { maxViews: value === 'any' ? null : Number(value) } })
          }
        >
          <option value="any">{words.anyNumber}</option>
          {[...new Set([...visits, ...(share.maxViews === null ? [] : [share.maxViews])])].map((number) => (
            <option key={number} value={number}>
              {words.visits(number)}
            </option>
          ))}
        </select>
      </Field>
      {share.hasPassword ? (
        <Button icon="close" onClick={() => onChange({ share: { password: null } })}>
          {words.removePassword}
        </Button>
      ) : (
        <form
          className="seed-row"
          onSubmit={(event) => {
            event.preventDefault();
            const password = String(new FormData(event.currentTarget).get('password') ?? '');
            onChange({ share: { password } });
          }}
        >
          <Field label={words.password} hint={words.passwordHint}>
            <input type="password" name="password" minLength={8} maxLength={200} required autoComplete="new-password" />
          </Field>
          <Button type="submit">{words.setPassword}</Button>
        </form>
      )}
      <Button kind="danger" onClick={() => onChange({ visibility: 'private' })}>
        {words.stop}
      </Button>
    </>
  );
}
