import type { AkezoraError } from '@akezora/contract';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { errorOf } from '../api/client.ts';
import { useLanguage, useText } from '../i18n/index.ts';
import { Button } from './controls.tsx';
import { Icon } from './icon.tsx';
import './states.css';

/** The message of an error and its remedy. */
export function ErrorNote({
  error,
  onRetry,
  compact = false,
}: {
  error: unknown;
  onRetry?: () => void;
  compact?: boolean;
}) {
  const { shell: t, policy } = useText();
  const language = useLanguage();
  const typed: AkezoraError = errorOf(error);
  const { decision } = typed.details;
  return (
    <div className={compact ? 'error-note compact' : 'error-note'} role="alert">
      <Icon name="warn" size={18} />
      <div>
        <p>{typed.text[language]}</p>
        {typed.remedy[language] !== '' && <p className="remedy">{typed.remedy[language]}</p>}
        {typeof decision === 'string' && (
          <p>
            <Link to="/policy" hash={decision}>
              {policy.seeDecision}
            </Link>
          </p>
        )}
      </div>
      {onRetry && (
        <Button kind="plain" onClick={onRetry}>
          {t.retry}
        </Button>
      )}
    </div>
  );
}

/** Shown where a list is empty; the children are what to do next. */
export function Empty({
  title,
  text,
  heading: Heading = 'h2',
  children,
}: {
  title: string;
  text?: string;
  /** `h1` where the page holds nothing else. Default `h2`. */
  heading?: 'h1' | 'h2';
  children?: ReactNode;
}) {
  return (
    <div className="empty">
      <span className="empty-sun" aria-hidden="true" />
      <Heading>{title}</Heading>
      {text !== undefined && <p className="quiet">{text}</p>}
      {children}
    </div>
  );
}

/**
 * Shown while something loads.
 * @param whole Whether the page holds nothing else, and so has no other heading. Default false.
 */
export function Waiting({ label, whole = false }: { label?: string; whole?: boolean }) {
  const t = useText().shell;
  const text = label ?? t.loading;
  return (
    <div className="waiting" role="status">
      <span className="waiting-line" aria-hidden="true" />
      {whole ? <h1 className="visually-hidden">{text}</h1> : <span className="visually-hidden">{text}</span>}
    </div>
  );
}
