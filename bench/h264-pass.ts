/**
 * The H.264 pass of conditioning pictures against libx264 itself: `node bench/h264-pass.ts PICTURE…` prints, for each picture and CRF,
 * the luma PSNR that ffmpeg's libx264 (`veryfast`, one frame a second, as Lightricks' `crf_compressor.py`) leaves and the one that
 * `throughH264` leaves. Needs ffmpeg with libx264.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lumaDecibels, throughH264 } from '../packages/engine/src/video/h264-pass.ts';
import { decodePicture } from '../packages/engine/src/video/image.ts';
import { resample } from '../packages/engine/src/video/resample.ts';
import { writeI420 } from '../packages/engine/src/video/yuv.ts';

const folder = await mkdtemp(join(tmpdir(), 'h264-pass-'));
const [width, height] = [768, 512];

function planesOf(frame: Parameters<typeof writeI420>[0]): Uint8Array {
  const planes = new Uint8Array((width * height * 3) / 2);
  writeI420(frame, planes);
  return planes;
}

const raw = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`];
console.log('picture | CRF | libx264 dB | ours dB | seconds');
for (const file of process.argv.slice(2)) {
  const frame = resample(await decodePicture(readFileSync(file)), width, height);
  const planes = planesOf(frame);
  await writeFile(join(folder, 'in.yuv'), planes);
  for (const crf of [18, 23, 29, 35, 40]) {
    const [coded, decoded] = [join(folder, 'x.mp4'), join(folder, 'out.yuv')];
    const x264 = ['-c:v', 'libx264', '-crf', String(crf), '-preset', 'veryfast'];
    execFileSync('ffmpeg', ['-v', 'error', '-y', ...raw, '-r', '1', '-i', join(folder, 'in.yuv'), ...x264, coded]);
    execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', coded, '-f', 'rawvideo', '-pix_fmt', 'yuv420p', decoded]);
    const reference = lumaDecibels(planes, new Uint8Array(readFileSync(decoded)), width * height);
    const began = performance.now();
    const [ours] = await throughH264([frame], crf);
    const seconds = (performance.now() - began) / 1000;
    const numbers = [reference, lumaDecibels(planes, planesOf(ours!), width * height), seconds].map((value) =>
      value.toFixed(2),
    );
    console.log([file.split('/').at(-1), crf, ...numbers].join(' | '));
  }
}
