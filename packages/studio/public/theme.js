// Runs before the first paint, so that a dark page never flashes white. `src/preferences/theme.ts` takes over from here.
const stored = localStorage.getItem('akezora.theme');
const dark = stored === 'dark' || (stored !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
document.documentElement.dataset.theme = dark ? 'dark' : 'light';
