import {
  changeConfiguration,
  changePacket,
  type NalCodec,
  parameterSetType,
  readConfiguration,
  unitType,
} from './nal.ts';
import { type ParameterSet, readParameterSet, rewritten } from './parameter-set.ts';

/**
 * The decoder labels pictures of red, green and blue, and 4:2:2 and 4:4:4 of full range, as 4:2:0, and half of their chroma
 * is lost. Said to be ordinary 4:4:4 or 4:2:2 they come out whole; what the stream said is put to use when they become RGBA.
 */
interface PlainUnits {
  readonly description: Uint8Array<ArrayBuffer> | undefined;
  readonly packet: (data: Uint8Array) => Uint8Array;
}

/** What the decoder is given of a stream instead of its own configuration and packets; the same where it needs no change. */
export function plainUnits(
  codec: string,
  description: Uint8Array<ArrayBuffer> | undefined,
  parameters: ParameterSet | undefined,
): PlainUnits {
  if ((codec !== 'avc' && codec !== 'hevc') || description === undefined || !isMislabelled(codec, parameters)) {
    return { description, packet: (data) => data };
  }
  const { lengthBytes } = readConfiguration(codec, description);
  const change = (unit: Uint8Array): Uint8Array | undefined => {
    if (unitType(codec, unit) !== parameterSetType[codec]) return undefined;
    const set = readParameterSet(codec, unit);
    return set === undefined ? undefined : rewritten(unit, set, { range: 0, matrix: 1 });
  };
  return {
    description: changeConfiguration(codec, description, change),
    packet: (data) => changePacket(data, lengthBytes, change),
  };
}

function isMislabelled(codec: NalCodec, parameters: ParameterSet | undefined): boolean {
  if (parameters === undefined || parameters.chroma < 2) return false;
  return parameters.colour.matrix === 0 || (codec === 'avc' && parameters.colour.fullRange === true);
}
