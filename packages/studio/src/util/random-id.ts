/**
 * A random id of lower-case hexadecimal digits.
 * @param bytes Half its length. Default 12: two such ids never meet in practice.
 */
export const randomId = (bytes = 12): string =>
  // Unlike `crypto.randomUUID`, this also works on pages that are not served over HTTPS.
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** A random seed, as requests take them. */
export const randomSeed = (): number => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
