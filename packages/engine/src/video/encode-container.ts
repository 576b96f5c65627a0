import type { EncodedAudioPacketSource, EncodedVideoPacketSource, Output, OutputFormat } from 'mediabunny';
import type { EncodeEvent, EncodeOptions } from './encode-options.ts';
import { factsText } from './facts-file.ts';
import { type Container, containerOf, encoderSettings, type VideoCodecName } from './formats.ts';
import type { Frame } from './frame.ts';
import { loadContainers } from './libraries.ts';
import { mp4Stream } from './live/mp4.ts';
import { livePieces } from './live/pieces.ts';
import { fixCreationTimes } from './mp4-times.ts';
import { type EncodedPicture, openEncoder } from './native-encoder.ts';
import { createOutput, type OutputFile } from './output-file.ts';
import { release } from './planar-frame.ts';
import { openSound, type SoundTrack } from './sound/clip-sound.ts';

type Options = EncodeOptions & { readonly codec: VideoCodecName };

/** Encodes frames into MP4, MOV, MKV or WebM. Called by `encodeVideo`, which checks and prepares the frames. */
export async function* encodeContainer(
  frames: AsyncIterable<Frame>,
  options: Options,
): AsyncGenerator<EncodeEvent, void, void> {
  const { width, height, fps, codec, aim } = options;
  const container = containerOf(options.file, codec);
  const settings = encoderSettings(codec, width, height, fps, aim);
  const file = await createOutput(options.file);
  const encoder = await openEncoder(settings, width, height, fps);
  const sound = options.sound?.length ? await openSound(options.sound, container, options.signal) : undefined;
  try {
    const movie = await openMovie(file, container, settings.name, options, sound);
    const { live } = options;
    const pieces =
      live === undefined || codec !== 'h264' ? undefined : livePieces(mp4Stream({ width, height, fps }), fps);
    const take = async (picture: EncodedPicture) => {
      await movie.addPicture(picture);
      for (const piece of pieces?.add(picture) ?? []) await live?.(piece);
    };
    let count = 0;
    for await (const frame of frames) {
      const pictures = await encoder.add(frame);
      release(frame);
      for (const picture of pictures) await take(picture);
      // Else the first pictures would be sent when the next frame comes.
      if (pieces?.isOpening()) for (const picture of await encoder.settled()) await take(picture);
      await movie.soundUntil(count / fps);
      count += 1;
      yield { type: 'frames', done: count };
    }
    for (const picture of await encoder.finish()) await take(picture);
    for (const piece of pieces?.finish() ?? []) await live?.(piece);
    await movie.finish(count / fps);
    if (container === 'mp4' || container === 'mov') await fixCreationTimes(file);
    options.signal?.throwIfAborted();
    await file.commit();
    yield { type: 'written', file: options.file, bytes: file.size, frames: count };
  } finally {
    encoder.close();
    await sound?.close();
    await file.discard();
  }
}

/** The container being written: pictures and sound go in side by side, so that neither waits in memory. */
async function openMovie(
  file: OutputFile,
  container: Container,
  name: 'avc' | 'hevc' | 'vp9' | 'av1',
  options: Options,
  sound: SoundTrack | undefined,
) {
  const media = await loadContainers();
  const expected = options.frames ?? options.facts?.frames;
  const output: Output = new media.Output({
    format: formatOf(media, container, expected !== undefined),
    target: new media.StreamTarget(writableOf(file), { chunked: true, chunkSize: 1 << 20 }),
  });
  const video: EncodedVideoPacketSource = new media.EncodedVideoPacketSource(name);
  output.addVideoTrack(video, {
    frameRate: options.fps,
    ...(expected === undefined ? {} : { maximumPacketCount: expected + 1 }),
  });
  let audio: EncodedAudioPacketSource | undefined;
  if (sound !== undefined) {
    audio = new media.EncodedAudioPacketSource(sound.codec);
    const most = expected === undefined ? undefined : Math.ceil((expected / options.fps) * sound.packetsPerSecond) + 64;
    output.addAudioTrack(audio, most === undefined ? {} : { maximumPacketCount: most });
  }
  if (options.facts !== undefined) {
    output.setMetadataTags({
      title: options.facts.prompt.slice(0, 200),
      comment: factsText(options.facts),
      raw: container === 'mp4' || container === 'mov' ? { '©too': options.facts.generator } : {},
    });
  }
  await output.start();
  const soundUntil = async (seconds: number) => {
    if (sound === undefined || audio === undefined) return;
    for await (const { packet, meta } of sound.until(seconds))
      await audio.add(packet, meta as EncodedAudioChunkMetadata | undefined);
  };
  return {
    addPicture: ({ data, key, index, meta }: EncodedPicture) =>
      video.add(
        new media.EncodedPacket(data, key ? 'key' : 'delta', index / options.fps, 1 / options.fps),
        meta as EncodedVideoChunkMetadata | undefined,
      ),
    soundUntil,
    finish: async (seconds: number) => {
      await soundUntil(seconds);
      if (sound !== undefined && audio !== undefined) {
        for await (const { packet, meta } of sound.finish(seconds))
          await audio.add(packet, meta as EncodedAudioChunkMetadata | undefined);
      }
      await output.finalize();
    },
  };
}

function formatOf(
  media: Awaited<ReturnType<typeof loadContainers>>,
  container: Container,
  lengthKnown: boolean,
): OutputFormat {
  const index = { fastStart: lengthKnown ? 'reserve' : 'in-memory' } as const;
  switch (container) {
    case 'mp4':
      return new media.Mp4OutputFormat(index);
    case 'mov':
      return new media.MovOutputFormat(index);
    case 'mkv':
      return new media.MkvOutputFormat();
    case 'webm':
      return new media.WebMOutputFormat();
  }
}

const writableOf = (file: OutputFile) =>
  new WritableStream<{ data: Uint8Array; position: number }>({
    write: ({ data, position }) => file.write(data, position),
  });
