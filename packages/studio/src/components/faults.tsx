import { Link } from '@tanstack/react-router';
import { errorOf } from '../api/client.ts';
import { useText } from '../i18n/index.ts';
import { Button } from './controls.tsx';
import { Empty, ErrorNote } from './states.tsx';

/** The page of an address that does not exist. */
export function NotFound() {
  const t = useText().shell.notFound;
  return (
    <Empty heading="h1" title={t.title} text={t.text}>
      <Link to="/" className="button button-soft">
        {t.home}
      </Link>
    </Empty>
  );
}

/** Shown in place of a page that failed to load or to render. */
export function Broken({ error, reset }: { error: unknown; reset?: () => void }) {
  const t = useText().shell.broken;
  const typed = errorOf(error);
  if (typed.code === 'not_found') return <NotFound />;
  if (typed.code !== 'internal') return <ErrorNote error={typed} {...(reset ? { onRetry: reset } : {})} />;
  return (
    <div className="fault" role="alert">
      <h1>{t.title}</h1>
      <p className="quiet">{t.text}</p>
      <code>{typed.message}</code>
      <Button kind="strong" onClick={() => location.reload()}>
        {t.reload}
      </Button>
    </div>
  );
}
