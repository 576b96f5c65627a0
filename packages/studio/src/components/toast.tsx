import { useText } from '../i18n/index.ts';
import { createStore, useStore } from '../util/store.ts';
import { IconButton } from './controls.tsx';
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

/** Shows a text at the edge of the page: for 4.5 s, or 9 s if it is an error or offers an action. */
export function toast(text: string, options: { kind?: Toast['kind']; action?: Toast['action'] } = {}): void {
  const id = ++count;
  toasts.set(({ list }) => ({
    list: [
      ...list.slice(-3),
      { id, text, kind: options.kind ?? 'plain', ...(options.action ? { action: options.action } : {}) },
    ],
  }));
  setTimeout(() => dismiss(id), options.action || options.kind === 'error' ? 9000 : 4500);
}

/** The toasts on the page. */
export function Toasts() {
  const { list } = useStore(toasts);
  const t = useText().shell;
  return (
    <div className="toasts" role="status" aria-live="polite">
      {list.map(({ id, text, kind, action }) => (
        <div key={id} className={`toast toast-${kind}`}>
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
      ))}
    </div>
  );
}
