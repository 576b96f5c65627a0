import type { FormEvent, ReactNode } from 'react';
import { Field, IconButton } from '../../components/controls.tsx';
import { toastError } from '../../components/error-toast.ts';
import { toast } from '../../components/toast.tsx';
import { useText } from '../../i18n/index.ts';

/** A secret that is shown only once, with a note that says so and a button to copy it. */
export function Secret({ text, note, children }: { text: string; note: string; children?: ReactNode }) {
  const t = useText().shell;
  return (
    <div className="secret" role="status">
      <p className="small">{note}</p>
      <code>{text}</code>
      <IconButton
        icon="copy"
        label={t.copy}
        onClick={() => void navigator.clipboard.writeText(text).then(() => toast(t.copied), toastError)}
      />
      {children}
    </div>
  );
}

/** A row of a list of keys, webhooks, accounts, passkeys or sessions, with buttons at its end. */
export function Row({ main, side, children }: { main: ReactNode; side: string; children: ReactNode }) {
  return (
    <li className="access-row">
      <span>
        {main}
        <span className="hint">{side}</span>
      </span>
      {children}
    </li>
  );
}

/** The field of a form in which somebody chooses a password. */
export function NewPassword({ label }: { label: string }) {
  return (
    <Field label={label} hint={useText().settings.passwordRule}>
      <input type="password" name="password" required minLength={12} autoComplete="new-password" />
    </Field>
  );
}

/** The fields of a submitted form, which is emptied; passwords keep their spaces. */
export function fieldsOf(event: FormEvent<HTMLFormElement>): (name: string) => string {
  event.preventDefault();
  const form = new FormData(event.currentTarget);
  event.currentTarget.reset();
  return (name) => String(form.get(name) ?? '');
}
