/** A payload as facts and reports write it: 16 hexadecimal digits. */
export const payloadText = (payload: bigint): string => payload.toString(16).padStart(16, '0');
