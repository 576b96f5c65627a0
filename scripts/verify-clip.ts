/**
 * Verifies a finished clip with ffprobe and ffmpeg alone: `node scripts/verify-clip.ts FILE WIDTH HEIGHT FPS SECONDS`.
 * Prints each check and ends with a count; leaves with 1 when one failed.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

const [file = '', ...numbers] = process.argv.slice(2);
const [width = 1920, height = 1080, fps = 24, seconds = 10] = numbers.map(Number);

if (!existsSync(file)) {
  console.error(`FAILED  there is no file ${file}`);
  console.log('0 passed, 1 failed');
  process.exit(1);
}

const run = (tool: string, ...words: string[]) => execFileSync(tool, ['-v', 'error', ...words], { maxBuffer: 1 << 30 });

interface Probe {
  streams: Record<string, string>[];
  format: { duration: string; tags?: Record<string, string> };
}

const probed = JSON.parse(
  run('ffprobe', '-count_frames', '-show_streams', '-show_format', '-of', 'json', file).toString(),
) as Probe;
const video = probed.streams.find((stream) => stream.codec_type === 'video') ?? {};
const bytes = readFileSync(file);

/** Small grey frames, one hash a frame, and how far each lies from the one before. */
function motion(): { distinct: number; moved: number; frames: number } {
  const [w, h] = [64, 36];
  const raw = run('ffmpeg', '-i', file, '-vf', `scale=${w}:${h}`, '-pix_fmt', 'gray', '-f', 'rawvideo', '-');
  const count = raw.length / (w * h);
  const seen = new Set<string>();
  let moved = 0;
  for (let i = 0; i < count; i++) {
    const frame = raw.subarray(i * w * h, (i + 1) * w * h);
    seen.add(createHash('sha1').update(frame).digest('hex'));
    if (i === 0) continue;
    let difference = 0;
    for (let at = 0; at < frame.length; at++) difference += Math.abs(frame[at]! - raw[(i - 1) * w * h + at]!);
    moved += difference / frame.length;
  }
  return { distinct: seen.size, moved: moved / Math.max(1, count - 1), frames: count };
}

const moves = motion();
const frames = Math.round(fps * seconds);
const facts = JSON.parse(probed.format.tags?.comment ?? 'null') as { seed?: number; prompt?: string } | null;
const checks: readonly (readonly [string, boolean, unknown])[] = [
  ['codec is H.264', video.codec_name === 'h264', video.codec_name],
  ['size', Number(video.width) === width && Number(video.height) === height, `${video.width}×${video.height}`],
  ['rate', video.avg_frame_rate === `${fps}/1`, video.avg_frame_rate],
  ['frames', Number(video.nb_read_frames) === frames, video.nb_read_frames],
  ['length within a frame', Math.abs(Number(probed.format.duration) - seconds) <= 1 / fps, probed.format.duration],
  ['pixels', video.pix_fmt === 'yuv420p' && video.color_space === 'bt709', `${video.pix_fmt} ${video.color_space}`],
  ['index in front', bytes.indexOf('moov') > 0 && bytes.indexOf('moov') < bytes.indexOf('mdat'), bytes.indexOf('moov')],
  ['facts in the file', typeof facts?.seed === 'number' && typeof facts.prompt === 'string', facts?.prompt],
  ['it moves', moves.moved > 0.2, moves.moved.toFixed(2)],
  ['frames differ', moves.distinct > moves.frames * 0.9, `${moves.distinct}/${moves.frames}`],
];
for (const [name, passed, found] of checks) console.log(`${passed ? 'ok' : 'FAILED'}  ${name}: ${String(found)}`);
const failed = checks.filter(([, passed]) => !passed).length;
console.log(`${checks.length - failed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
