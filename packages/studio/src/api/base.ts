/** Path below which the server is reached, as its page says; empty at the root of a host, and outside a browser. */
export const base: string =
  globalThis.document?.querySelector<HTMLMetaElement>('meta[name="akezora-base"]')?.content ?? '';
