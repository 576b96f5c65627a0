import { type FormEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import { useText } from '../i18n/index.ts';
import { Button, IconButton } from './controls.tsx';
import './dialog.css';

/** A modal dialog. Escape and a click on the backdrop close it; the focus then returns to where it was. */
export function Dialog({
  title,
  size = 'small',
  onClose,
  children,
  actions,
}: {
  title: string;
  /** `full`: the whole window. */
  size?: 'small' | 'large' | 'full';
  onClose: () => void;
  children: ReactNode;
  actions?: ReactNode;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  const t = useText().shell;
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    if (dialog !== null && !dialog.open) dialog.showModal();
    // A form is filled in at once; its button to close is not what it is for.
    dialog?.querySelector<HTMLElement>('form :is(input:not([type=hidden], [type=file]), textarea, select)')?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it, by the browser's own handling of dialogs
    <dialog
      ref={ref}
      className={`dialog dialog-${size}`}
      aria-labelledby={id}
      onCancel={(event) => {
        // React passes on what a dialog inside this one was told.
        if (event.target !== ref.current) return;
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      <div className="dialog-body">
        <header>
          <h2 id={id}>{title}</h2>
          <IconButton icon="close" label={t.close} onClick={onClose} />
        </header>
        <div className="dialog-content">{children}</div>
        {actions !== undefined && actions !== false && <footer>{actions}</footer>}
      </div>
    </dialog>
  );
}

/** Asks for confirmation of something that cannot be undone. */
export function Confirm({
  title,
  text,
  action,
  onConfirm,
  onClose,
  children,
}: {
  title: string;
  text: string;
  action: string;
  onConfirm: () => void;
  onClose: () => void;
  /** What stands below the text. Default: nothing. */
  children?: ReactNode;
}) {
  const t = useText().shell;
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button kind="plain" onClick={onClose}>
            {t.cancel}
          </Button>
          <Button
            kind="danger"
            onClick={() => {
              onConfirm();
              onClose();
            }}
          >
            {action}
          </Button>
        </>
      }
    >
      <p>{text}</p>
      {children}
    </Dialog>
  );
}

/** A dialog around one form. `action` names its button; without one nothing is sent. `others` are further ways, before it. */
export function FormDialog({
  title,
  action,
  disabled = false,
  others,
  onSubmit,
  onClose,
  children,
}: {
  title: string;
  action: string | null;
  disabled?: boolean;
  others?: ReactNode;
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const t = useText().shell;
  const id = useId();
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button kind="plain" onClick={onClose}>
            {t.cancel}
          </Button>
          {others}
          {action !== null && (
            <Button kind="strong" type="submit" form={id} disabled={disabled}>
              {action}
            </Button>
          )}
        </>
      }
    >
      <form id={id} className="dialog-form" onSubmit={onSubmit}>
        {children}
      </form>
    </Dialog>
  );
}

/** Asks for one line of text. */
export function Ask({
  title,
  label,
  hint,
  value = '',
  required = true,
  action,
  onDone,
  onClose,
}: {
  title: string;
  label: string;
  hint?: string;
  value?: string;
  /** An empty text counts as none. Default true. */
  required?: boolean;
  action: string;
  onDone: (text: string) => void;
  onClose: () => void;
}) {
  return (
    <FormDialog
      title={title}
      action={action}
      onSubmit={(event) => {
        event.preventDefault();
        const text = String(new FormData(event.currentTarget).get('text') ?? '').trim();
        if (required && text === '') return;
        onDone(text);
        onClose();
      }}
      onClose={onClose}
    >
      <label className="field">
        <span className="label">{label}</span>
        <input type="text" name="text" defaultValue={value} maxLength={200} required={required} />
        {hint !== undefined && <span className="hint">{hint}</span>}
      </label>
    </FormDialog>
  );
}
