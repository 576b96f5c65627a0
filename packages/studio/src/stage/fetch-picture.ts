/** Milliseconds before a picture that did not come is asked for again. */
export const retriesMs: readonly number[] = [500, 2000, 8000];

/** Why a picture will not come, however often it is asked for: the server has none. */
class NoPicture extends Error {}

/**
 * Fetches a picture. One that does not come, because the line broke or the server has too much to do, is asked for again.
 * @param waits Milliseconds before each further try. Default: `retriesMs`.
 * @throws when there is none, when the last try failed, or when `signal` aborts.
 */
export async function fetchPicture(url: string, signal: AbortSignal, waits = retriesMs): Promise<Blob> {
  for (const wait of waits) {
    try {
      return await fetched(url, signal);
    } catch (thrown) {
      if (signal.aborted || thrown instanceof NoPicture) throw thrown;
      await pause(wait, signal);
    }
  }
  return fetched(url, signal);
}

async function fetched(url: string, signal: AbortSignal): Promise<Blob> {
  const response = await fetch(url, { signal });
  if (response.ok) return response.blob();
  if (response.status >= 500 || response.status === 429) throw new Error(`${response.status}`);
  throw new NoPicture(`${response.status}`);
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stopped = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stopped);
      resolve();
    }, ms);
    signal.addEventListener('abort', stopped, { once: true });
  });
