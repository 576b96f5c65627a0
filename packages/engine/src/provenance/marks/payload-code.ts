/** Bits of a payload. */
export const payloadBits = 64;
const checkBits = 24;
const wordBits = payloadBits + checkBits;
const polynomials = [0o557, 0o663, 0o711] as const;
const states = 256;

/** Bits that a payload has once it is coded. */
export const codedBits = wordBits * polynomials.length;

/** CRC-24 of OpenPGP (RFC 4880) of bits. */
function crc24(bits: readonly number[]): number {
  let rest = 0xb704ce;
  for (const bit of bits) rest = ((rest << 1) & 0xffffff) ^ (((rest >>> 23) ^ bit) & 1 ? 0x864cfb : 0);
  return rest;
}

const bitsOf = (value: bigint, count: number): number[] =>
  Array.from({ length: count }, (_, i) => Number((value >> BigInt(count - 1 - i)) & 1n));

function parity(value: number): number {
  let bit = 0;
  for (let rest = value; rest !== 0; rest &= rest - 1) bit ^= 1;
  return bit;
}

/** Signs that the code has for a state (its last eight bits) and the bit that comes: three for each of 512. */
const signs = Int8Array.from(
  { length: 2 * states * 3 },
  (_, i) => 2 * parity(Math.floor(i / 3) & polynomials[i % 3]!) - 1,
);

/**
 * Codes a payload: 64 bits and their CRC-24, by a tail-biting convolutional code of rate 1/3 and constraint length 9.
 * @returns 264 signs, 1 or −1
 * @throws RangeError for more than 64 bits
 */
export function encodePayload(payload: bigint): Int8Array {
  if (payload < 0n || payload >> BigInt(payloadBits) !== 0n) throw new RangeError('a payload has 64 bits');
  const bits = bitsOf(payload, payloadBits);
  const word = [...bits, ...bitsOf(BigInt(crc24(bits)), checkBits)];
  let state = 0;
  for (const bit of word.slice(-8)) state = ((bit << 8) | state) >> 1;
  const coded = new Int8Array(codedBits);
  for (const [i, bit] of word.entries()) {
    const register = (bit << 8) | state;
    coded.set(signs.subarray(register * 3, register * 3 + 3), i * 3);
    state = register >> 1;
  }
  return coded;
}

/** The likeliest payload of 264 soft signs, by Viterbi's algorithm around the circle three times; none when its CRC is wrong. */
export function decodePayload(soft: Float64Array): bigint | undefined {
  const steps = wordBits * 3;
  const came = new Uint8Array(steps * states);
  let weights = new Float64Array(states);
  for (let step = 0; step < steps; step += 1) {
    const at = (step % wordBits) * 3;
    const next = new Float64Array(states);
    for (let state = 0; state < states; state += 1) {
      let best = Number.NEGATIVE_INFINITY;
      for (let low = 0; low < 2; low += 1) {
        const register = (state << 1) | low;
        const weight =
          weights[register & 255]! +
          signs[register * 3]! * soft[at]! +
          signs[register * 3 + 1]! * soft[at + 1]! +
          signs[register * 3 + 2]! * soft[at + 2]!;
        if (weight <= best) continue;
        best = weight;
        came[step * states + state] = low;
      }
      next[state] = best;
    }
    weights = next;
  }
  let state = weights.indexOf(Math.max(...weights));
  const bits: number[] = [];
  for (let step = steps - 1; step >= wordBits; step -= 1) {
    if (step < 2 * wordBits) bits.unshift(state >> 7);
    state = ((state << 1) | came[step * states + state]!) & 255;
  }
  const payload = bits.slice(0, payloadBits);
  const check = bits.slice(payloadBits).reduce((sum, bit) => sum * 2 + bit, 0);
  return crc24(payload) === check ? BigInt(`0b${payload.join('')}`) : undefined;
}
