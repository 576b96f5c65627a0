import { createStore } from '../util/store.ts';

/** Choices of appearance. */
export const themes = ['light', 'dark', 'system'] as const;
/** A choice of appearance. */
export type Theme = (typeof themes)[number];

const key = 'akezora.theme';
const kept = localStorage.getItem(key);

/** The appearance chosen. */
export const themeStore = createStore<{ theme: Theme }>({
  theme: kept === 'light' || kept === 'dark' ? kept : 'system',
});

const night = matchMedia('(prefers-color-scheme: dark)');

function show(): void {
  const { theme } = themeStore.get();
  document.documentElement.dataset.theme = theme === 'system' ? (night.matches ? 'dark' : 'light') : theme;
}

/** Applies the appearance now and whenever it or the system changes. */
export function startTheme(): void {
  show();
  night.addEventListener('change', show);
  themeStore.subscribe(show);
}

/** Chooses an appearance and keeps it. */
export function setTheme(theme: Theme): void {
  localStorage.setItem(key, theme);
  themeStore.set({ theme });
}
