import '@fontsource-variable/figtree/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import './fonts.css';

/**
 * The Japanese faces. Their rules list which of some 120 files hold which characters (the browser fetches those that a page
 * shows), which is too much text to hold the first paint for.
 */
export async function loadJapaneseFaces(): Promise<void> {
  await Promise.all([
    import('@fontsource-variable/noto-sans-jp/index.css'),
    import('@fontsource-variable/noto-serif-jp/index.css'),
  ]);
}
