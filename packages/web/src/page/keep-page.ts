/** Most milliseconds that a clip waits for the page's files to be kept. */
const longestMs = 20_000;

/**
 * Keeps the page's own files in a service worker. Without one, as in a private window, the page works all the same, but not without a
 * network.
 * @returns resolves when they are kept, or will not be: what is fetched before that is fetched twice
 */
export async function keepPage(): Promise<void> {
  const { serviceWorker } = navigator;
  if (serviceWorker === undefined) return;
  const controlled = new Promise<void>((resolve) => {
    serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true });
    setTimeout(resolve, longestMs);
  });
  try {
    await serviceWorker.register('./service-worker.js');
    if (serviceWorker.controller === null) await controlled;
  } catch {
    // As in a private window.
  }
}
