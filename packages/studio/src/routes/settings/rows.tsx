import type { FormEvent, ReactNode } from 'react';
import { Button, IconButton } from '../../components/controls.tsx';
import { toast } from '../../components/toast.tsx';
import { useText } from '../../i18n/index.ts';

/** A secret that is shown only once, with a button to copy it. */
export function Secret({ text }: { text: string }) {
  const t = useText();
  return (
    <div className="secret" role="status">
      <p className="small">{t.settings.secretOnce}</p>
      <code>{text}</code>
      <IconButton
        icon="copy"
        label={t.shell.copy}
        onClick={() => void navigator.clipboard.writeText(text).then(() => toast(t.shell.copied))}
      />
    </div>
  );
}

/** A row of a list of keys, webhooks or accounts, with a button at its end. */
export function Row({
  main,
  side,
  remove,
  onRemove,
  children,
}: {
  main: ReactNode;
  side: string;
  remove: string;
  onRemove: () => void;
  children?: ReactNode;
}) {
  return (
    <li className="access-row">
      <span>
        {main}
        <span className="hint">{side}</span>
      </span>
      {children}
      <Button kind="plain" onClick={onRemove}>
        {remove}
      </Button>
    </li>
  );
}

/** The fields of a submitted form, which is emptied; passwords keep their spaces. */
export function fieldsOf(event: FormEvent<HTMLFormElement>): (name: string) => string {
  event.preventDefault();
  const form = new FormData(event.currentTarget);
  event.currentTarget.reset();
  return (name) => String(form.get(name) ?? '');
}
