import type { InputVideoTrack, VideoCodec } from 'mediabunny';
import { type ColourCodes, codesOf, firstSaid } from './colour.ts';
import type { ContainerLook, Light, PixelAspect } from './container-look.ts';
import { firstFieldIn } from './field-order.ts';
import type { FirstField } from './field-plane.ts';
import { openHeaders } from './header-reader.ts';
import type { SniffedInput } from './input.ts';
import { loadContainers } from './libraries.ts';
import { lightOfAv1, lightOfHevc } from './light-metadata.ts';
import { readMatroskaLook } from './matroska-look.ts';
import { readMp4Look } from './mp4-look.ts';
import {
  type NalCodec,
  type NalConfiguration,
  parameterSetType,
  readConfiguration,
  unitsOfPacket,
  unitType,
} from './nal.ts';
import { type ParameterSet, readParameterSet } from './parameter-set.ts';

/** How the coded pictures of a track are to be shown, by its container and its stream. */
export interface TrackLook {
  /** Size of the coded pictures. */
  readonly coded: { readonly width: number; readonly height: number };
  readonly pixelAspect: PixelAspect;
  /** Quarter turns clockwise, and a mirroring of left and right behind them. */
  readonly rotation: 0 | 90 | 180 | 270;
  readonly flip: boolean;
  /** Colours as the container names them. */
  readonly colour: ColourCodes;
  readonly light: Light;
  /** The order of fields of an interlaced track, as its first picture says it; `undefined` where pictures are taken at once. */
  readonly fields: FieldOrder | undefined;
  /** The parameter set in front of an H.264 or HEVC stream. */
  readonly parameters: ParameterSet | undefined;
}

/** Reads the look of a track. Where stream and container name a shape of pixels, the container's holds, as in ffmpeg. */
export async function lookOf(sniffed: SniffedInput, track: InputVideoTrack): Promise<TrackLook> {
  const codec = await track.getCodec();
  const description = (await track.getDecoderConfig())?.description;
  const isNal = (codec === 'avc' || codec === 'hevc') && description !== undefined;
  const head = isNal ? readConfiguration(codec, bytesOf(description)) : undefined;
  const parameters = isNal ? firstParameterSet(codec, head?.units ?? []) : undefined;
  // The stream may cut its pictures in a way that the container does not know.
  const coded =
    parameters === undefined
      ? { width: await track.getCodedWidth(), height: await track.getCodedHeight() }
      : { width: parameters.width, height: parameters.height };
  const said = containerLook(sniffed, track.id);
  const colour = firstSaid(said.colour, codesOf(await track.getColorSpace()));
  const isPq = firstSaid(...(parameters === undefined ? [] : [parameters.colour]), colour).transfer === pq;
  return {
    ...{ coded, parameters, colour },
    light: isPq ? { ...(await lightOfStream(track, codec, head)), ...said.light } : {},
    pixelAspect: said.pixelAspect ?? parameters?.pixelAspect ?? [1, 1],
    fields: parameters?.fields === true ? await fieldsOf(track, parameters, head) : undefined,
    rotation: await track.getRotation(),
    flip: await track.getFlip(),
  };
}

/** The field that comes first in an interlaced track; `unknown` where it does not say. */
export type FieldOrder = FirstField | 'unknown';

async function fieldsOf(
  track: InputVideoTrack,
  { structureAt }: ParameterSet,
  head: NalConfiguration | undefined,
): Promise<FieldOrder> {
  if (structureAt === undefined) return 'unknown';
  const { EncodedPacketSink } = await loadContainers();
  const packet = await new EncodedPacketSink(track).getFirstPacket();
  return (packet === null ? undefined : firstFieldIn(packet.data, head?.lengthBytes ?? 4, structureAt)) ?? 'unknown';
}

function containerLook({ file, format }: SniffedInput, trackId: number): ContainerLook {
  const reader = openHeaders(file);
  try {
    return format.name === 'matroska' ? readMatroskaLook(reader, trackId) : readMp4Look(reader, trackId);
  } finally {
    reader.close();
  }
}

/** Code point of the perceptual quantiser, whose signal stands for luminance as such. */
const pq = 16;

/** Luminance of the content by what stands before the first picture of the stream. */
async function lightOfStream(
  track: InputVideoTrack,
  codec: VideoCodec | null,
  head: NalConfiguration | undefined,
): Promise<Light> {
  if (codec !== 'hevc' && codec !== 'av1') return {};
  const { EncodedPacketSink } = await loadContainers();
  const packet = await new EncodedPacketSink(track).getFirstPacket();
  if (packet === null) return {};
  if (codec === 'av1') return lightOfAv1(packet.data);
  return lightOfHevc([...(head?.units ?? []), ...unitsOfPacket(packet.data, head?.lengthBytes ?? 4)]);
}

/** The first parameter set among NAL units that can be read. */
export function firstParameterSet(codec: NalCodec, units: Iterable<Uint8Array>): ParameterSet | undefined {
  for (const unit of units) {
    const found = unitType(codec, unit) === parameterSetType[codec] ? readParameterSet(codec, unit) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The bytes of a buffer or a view of one. */
export function bytesOf(source: AllowSharedBufferSource): Uint8Array<ArrayBuffer> {
  if (ArrayBuffer.isView(source)) {
    return new Uint8Array(source.buffer as ArrayBuffer, source.byteOffset, source.byteLength);
  }
  return new Uint8Array(source as ArrayBuffer);
}

/**
 * Size of coded pictures in square pixels, not yet turned. The width of the upright picture changes, its height stays, as in
 * ffmpeg's `scale=iw*sar:ih`.
 */
export function squareSize(
  { width, height }: { readonly width: number; readonly height: number },
  { pixelAspect: [across, down], rotation }: Pick<TrackLook, 'pixelAspect' | 'rotation'>,
): { width: number; height: number } {
  const scaled = (side: number, factor: number) => Math.max(1, Math.floor(side * factor + 1e-6));
  return rotation % 180 === 0
    ? { width: scaled(width, across / down), height }
    : { width, height: scaled(height, down / across) };
}

/** Size of a track's pictures as they are shown: square pixels, upright. */
export function shownSize(look: TrackLook): { width: number; height: number } {
  const { width, height } = squareSize(look.coded, look);
  return look.rotation % 180 === 0 ? { width, height } : { width: height, height: width };
}
