import { type ReactNode, useId } from 'react';

/** A section of the settings page under its heading. */
export function Part({
  title,
  text,
  anchor,
  children,
}: {
  title: string;
  text?: string;
  /** Its name in addresses of the page. */
  anchor?: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className="setting" aria-labelledby={id} id={anchor}>
      <div>
        <h2 id={id}>{title}</h2>
        {text !== undefined && <p className="hint">{text}</p>}
      </div>
      <div className="setting-body">{children}</div>
    </section>
  );
}
