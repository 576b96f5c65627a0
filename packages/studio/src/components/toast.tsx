import { useEffect, useState } from 'react';
import { useText } from '../i18n/index.ts';
import { createStore, useStore } from '../util/store.ts';
import { IconButton } from './controls.tsx';
import { toastsHeight } from './height-of.ts';
import './toast.css';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'plain' | 'error';
  readonly action?: { readonly text: string; readonly run: () => void };
}

const toasts = createStore<{ list: readonly Toast[] }>({ list: [] });
let count = 0;

const dismiss = (id: number) => toasts.set(({ list }) => ({ list: list.filter((toast) => toast.id !== id) }));

/** Milliseconds that a toast stays: longer if it is an error or offers an action. */
const shownFor = ({ kind, action }: Toast) => (action || kind === 'error' ? 9000 : 4500);

/** Shows a text at the edge of the page for some seconds, and for as long as the pointer or the focus is on it. */
export function toast(text: string, options: { kind?: Toast['kind']; action?: Toast['action'] } = {}): void {
  const id = ++count;
  toasts.set(({ list }) => ({
    list: [
      ...list.slice(-3),
      { id, text, kind: options.kind ?? 'plain', ...(options.action ? { action: options.action } : {}) },
    ],
  }));
}

/** The toasts on the page. */
export function Toasts() {
  const { list } = useStore(toasts);
  return (
    <div className="toasts" ref={toastsHeight} role="status" aria-live="polite">
      {list.map((one) => (
        <Shown key={one.id} toast={one} />
      ))}
    </div>
  );
}

function Shown({ toast }: { toast: Toast }) {
  const t = useText().shell;
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(() => dismiss(toast.id), shownFor(toast));
    return () => clearTimeout(timer);
  }, [held, toast]);
  const { id, text, kind, action } = toast;
  const hold = () => setHeld(true);
  const letGo = () => setHeld(false);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div
      role="group"
      className={`toast toast-${kind}`}
      onPointerEnter={hold}
      onPointerLeave={letGo}
      onFocus={hold}
      onBlur={letGo}
    >
      <span>{text}</span>
      {action && (
        <button
          type="button"
          onClick={() => {
            action.run();
            dismiss(id);
          }}
        >
          {action.text}
        </button>
      )}
      <IconButton icon="close" size={15} label={t.dismiss} onClick={() => dismiss(id)} />
    </div>
  );
}
