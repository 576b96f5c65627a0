import type { ClipboardEventHandler, ReactNode } from 'react';
import { Icon, type IconName } from '../components/icon.tsx';
import { useDisabled } from '../components/use-disabled.ts';
import './composer.css';
import { dockHeight } from '../components/height-of.ts';

/** The card at the bottom of the page that holds a line of words and what is chosen for it. */
export function ComposerFrame({
  label,
  className = '',
  hidden = false,
  onSubmit,
  onPaste,
  children,
}: {
  label: string;
  className?: string;
  hidden?: boolean;
  onSubmit: () => void;
  onPaste?: ClipboardEventHandler;
  children: ReactNode;
}) {
  return (
    <section
      className={`composer ${className}`}
      aria-label={label}
      hidden={hidden}
      ref={dockHeight}
      {...(onPaste && { onPaste })}
    >
      <div className="composer-horizon" aria-hidden="true" />
      <form
        className="composer-card"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
      </form>
    </section>
  );
}

/** The round button that makes what the line says. */
export function MakeButton({
  label,
  title,
  disabled,
  icon = 'up',
}: {
  label: string;
  title: string;
  disabled: boolean;
  /** Default: an arrow. */
  icon?: IconName;
}) {
  return (
    <button type="submit" className="make" title={title} {...useDisabled({ disabled })}>
      <Icon name={icon} size={21} />
      <span className="visually-hidden">{label}</span>
    </button>
  );
}
