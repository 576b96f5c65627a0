/** What is done to a delivered clip, as ffmpeg's filters and encoder, and the pictures read of it. */
export interface Attack {
  readonly name: string;
  readonly filters?: string;
  readonly encoder: readonly string[];
  /** Seconds that are read, all their pictures. Default 1. */
  readonly seconds?: number;
}

const h264 = (crf: number) => ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', `${crf}`];
const side = (part: number) => `crop=trunc(iw*${part}/2)*2:trunc(ih*${part}/2)*2:trunc(iw*0.07):trunc(ih*0.05)`;
const shorter = (pixels: number) => `scale='if(gt(iw,ih),-2,${pixels})':'if(gt(iw,ih),${pixels},-2)'`;

/** The attacks of the bench; the names say kind and strength. */
export const attacks: readonly Attack[] = [
  { name: 'H.264 CRF 28', encoder: h264(28) },
  { name: '480p, CRF 28', filters: shorter(480), encoder: h264(28) },
  { name: 'crop to 80 % a side, CRF 28', filters: side(0.8), encoder: h264(28) },
  { name: 'crop to 50 % a side, CRF 23', filters: side(0.5), encoder: h264(23) },
  { name: '24 to 30 fps, CRF 28', filters: 'framerate=30', encoder: h264(28) },
  { name: 'brightness × 0.7, CRF 28', filters: 'lutyuv=y=16+(val-16)*0.7', encoder: h264(28) },
  { name: 'brightness × 1.3, CRF 28', filters: 'lutyuv=y=16+(val-16)*1.3', encoder: h264(28) },
  {
    name: 'H.265 CRF 30',
    encoder: ['-c:v', 'libx265', '-preset', 'veryfast', '-x265-params', 'log-level=error', '-crf', '30'],
  },
  {
    name: 'VP9 CRF 38',
    encoder: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '6', '-b:v', '0', '-crf', '38'],
  },
  { name: 'rotation 3°, CRF 28', filters: 'rotate=3*PI/180', encoder: h264(28) },
  {
    name: 'crop 80 %, 480p, brightness × 1.2, 30 fps, CRF 28',
    filters: `${side(0.8)},${shorter(480)},lutyuv=y=16+(val-16)*1.2,framerate=30`,
    encoder: h264(28),
  },
  { name: '360p, CRF 28, two seconds', filters: shorter(360), encoder: h264(28), seconds: 2 },
];
