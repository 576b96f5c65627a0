import '@fontsource-variable/figtree/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import './fonts.css';

/**
 * Loads the rules of the Japanese fonts. They list which of some 120 files hold which characters, so that the browser fetches
 * only what a page shows; that is too much text to delay the first paint for.
 */
export async function loadJapaneseFaces(): Promise<void> {
  await Promise.all([
    import('@fontsource-variable/noto-sans-jp/index.css'),
    import('@fontsource-variable/noto-serif-jp/index.css'),
  ]);
}
