import { createStore } from '../util/store.ts';
import { storedChoice } from '../util/stored.ts';

/** Choices of appearance: light, dark, or as the system is set. */
export const themes = ['light', 'dark', 'system'] as const;
/** A choice of appearance. */
export type Theme = (typeof themes)[number];

/** `public/theme.js` reads the same entry before the first paint. */
const stored = storedChoice<Theme>('theme', themes);

/** The appearance chosen. */
export const themeStore = createStore<{ theme: Theme }>({ theme: stored.get() ?? 'system' });

const night = matchMedia('(prefers-color-scheme: dark)');

function show(): void {
  const { theme } = themeStore.get();
  document.documentElement.dataset.theme = theme === 'system' ? (night.matches ? 'dark' : 'light') : theme;
}

/** Applies the appearance now, and again whenever the choice or the system's setting changes. */
export function startTheme(): void {
  show();
  night.addEventListener('change', show);
  themeStore.subscribe(show);
}

/** Chooses an appearance, for this visit and later ones. */
export function setTheme(theme: Theme): void {
  stored.set(theme);
  themeStore.set({ theme });
}
