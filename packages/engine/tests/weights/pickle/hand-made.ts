/** Bytes of a text. */
export const text = (value: string): number[] => [...Buffer.from(value)];

/** A pickle of protocol 2. */
export const pickleOf = (body: readonly number[]): Uint8Array => Uint8Array.from([0x80, 2, ...body, 0x2e]);
