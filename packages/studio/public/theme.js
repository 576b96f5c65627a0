// Before the first paint, so that a night page never flashes white. `src/app/theme.ts` takes over from here.
const kept = localStorage.getItem('akezora.theme');
const night = kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
document.documentElement.dataset.theme = night ? 'dark' : 'light';
