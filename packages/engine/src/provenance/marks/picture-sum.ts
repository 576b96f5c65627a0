import { loadReadingKernels, type ReadingKernels } from './reading-kernels.ts';

const square = 128 * 128 * 4;
/** Pixels of the shorter side from which on a picture is halved: its chips are large enough. */
const large = 640;

/** What pictures of one size have in common above their smooth parts, in a memory with the kernels that search it. */
export interface PictureSum {
  readonly kernels: ReadingKernels;
  readonly memory: WebAssembly.Memory;
  /** Size of the sum. */
  readonly width: number;
  readonly height: number;
  /** Pixels of a picture that one of the sum stands for, along a side. */
  readonly scale: number;
  /** Byte offsets: the sum, six squares, and the roots of unity. */
  readonly sum: number;
  readonly squares: readonly [number, number, number, number, number, number];
  readonly roots: number;
  /** Adds a picture: its plane of luma, `width * height` bytes of the picture's size. */
  add(luma: Uint8Array): void;
  /** How many pictures have been added. */
  readonly count: number;
}

/** Opens a sum for pictures of one size. */
export async function openPictureSum(width: number, height: number): Promise<PictureSum> {
  let [w, h, scale] = [width, height, 1];
  for (; Math.min(w, h) >= large; scale *= 2) [w, h] = [w >> 1, h >> 1];
  const roots = 1024;
  const squares = roots + 512;
  const sum = squares + 6 * square;
  const plane = Math.ceil((w * h * 4) / 16) * 16 + 16;
  const luma = sum + plane;
  const work = Math.ceil((luma + (width * height * 4) / 3) / 16) * 16 + 16;
  const [near, far] = [Math.max(3, Math.round(Math.min(w, h) / 72)), Math.max(4, Math.round(Math.min(w, h) / 90))];
  const memory = new WebAssembly.Memory({
    initial: Math.ceil((work + 3 * plane + (w + 2 * near + 2 * far + 4) * 4) / 65536),
  });
  const kernels = await loadReadingKernels(memory);
  const bytes = new Uint8Array(memory.buffer);
  const angles = Array.from({ length: 64 }, (_, k) => (2 * Math.PI * k) / 128);
  new Float32Array(memory.buffer, roots, 128).set([...angles.map(Math.cos), ...angles.map((a) => -Math.sin(a))]);
  let count = 0;
  return {
    ...{ kernels, memory, width: w, height: h, scale, sum, roots },
    squares: [0, 1, 2, 3, 4, 5].map((k) => squares + k * square) as unknown as PictureSum['squares'],
    get count() {
      return count;
    },
    add(plane) {
      if (plane.length !== width * height) throw new RangeError(`${plane.length} bytes of ${width}x${height}`);
      bytes.set(plane, luma);
      let [from, across, down] = [luma, width, height];
      for (let halved = 1; halved < scale; halved *= 2) {
        const to = from + across * down;
        kernels.halve(to, from, across, down);
        [from, across, down] = [to, across >> 1, down >> 1];
      }
      kernels.collect(sum, from, w, h, near, far, work);
      count += 1;
    },
  };
}
