import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { numberOfFrame } from './engine.ts';

/** ffmpeg and ffprobe are the outside truth of live streams; CI must have them, elsewhere their absence is said aloud. */
export const hasFfmpeg = ['ffmpeg', 'ffprobe'].every((tool) => spawnSync(tool, ['-version']).status === 0);
if (!hasFfmpeg) {
  if (process.env.CI) throw new Error('ffmpeg and ffprobe are missing: CI must install them');
  console.warn('\n*** SKIPPED: ffmpeg and ffprobe are not installed; live streams are not checked against them ***\n');
}

/** What is read of a live stream, with when it came. */
export interface Heard {
  readonly bytes: Buffer;
  /** Milliseconds of the monotonic clock at the first byte, and at the end. */
  readonly first: number;
  readonly ended: number;
}

/** Reads an answer to its end. */
export async function hear(answer: Response, onBytes: (sofar: Buffer) => void = () => undefined): Promise<Heard> {
  const parts: Uint8Array[] = [];
  let first = 0;
  for await (const part of answer.body ?? []) {
    first ||= performance.now();
    parts.push(part);
    onBytes(Buffer.concat(parts));
  }
  return { bytes: Buffer.concat(parts), first, ended: performance.now() };
}

/** The numbers of the frames in a stream of the test engine, as ffmpeg decodes them, and what ffprobe says of it. */
export function framesOf(bytes: Uint8Array): { numbers: number[]; codec: string; times: number[]; height: number } {
  const folder = mkdtempSync(join(tmpdir(), 'akezora-live-'));
  try {
    const file = join(folder, 'stream');
    writeFileSync(file, bytes);
    const entries = ['-show_entries', 'stream=codec_name,height:packet=pts_time', '-of', 'json'];
    const probed = JSON.parse(execFileSync('ffprobe', ['-v', 'error', ...entries, file]).toString());
    const side = numberOfFrame.side;
    // The middle of the square, away from the edges.
    const filter = `crop=${side / 2}:${side / 2}:${side / 4}:${side / 4},scale=1:1:flags=area,format=rgb24`;
    const pixels = execFileSync('ffmpeg', [
      ...['-v', 'error', '-i', file, '-fps_mode', 'passthrough', '-vf', filter],
      ...['-f', 'rawvideo', '-'],
    ]);

    const numbers = [...pixels]
      .filter((_, at) => at % 3 === 0)
      .map((value) => Math.round(value / numberOfFrame.step) - 1);
    return {
      numbers,
      codec: probed.streams[0].codec_name,
      height: probed.streams[0].height,
      times: probed.packets.map((packet: { pts_time: string }) => Number(packet.pts_time)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
