import type { Kernels } from '../../../../src/models/akezora/compositor/kernels.ts';

/** What the kernels compute, in plain code: what `wasm/kernels.as` is compared with, for results and for speed. */
export function plainKernels(memory: WebAssembly.Memory): Kernels {
  let [f32, u8] = [new Float32Array(memory.buffer), new Uint8Array(memory.buffer)];
  let i32 = new Int32Array(memory.buffer);
  const views = () => {
    if (u8.buffer === memory.buffer) return;
    [f32, u8, i32] = [new Float32Array(memory.buffer), new Uint8Array(memory.buffer), new Int32Array(memory.buffer)];
  };
  /** Lays a pixel over one, and its coverage over the groups there. */
  const over = (to: number, groups: number, kind: number, r: number, g: number, b: number, a: number) => {
    const rest = 1 - a;
    f32[to] = f32[to]! * rest + r;
    f32[to + 1] = f32[to + 1]! * rest + g;
    f32[to + 2] = f32[to + 2]! * rest + b;
    f32[to + 3] = f32[to + 3]! * rest + a;
    if (groups !== 0) for (let c = 0; c < 4; c += 1) f32[groups + c] = f32[groups + c]! * rest + a * f32[kind + c]!;
  };
  return {
    expand(to, from, texels, pad) {
      views();
      let [first, last, opaque] = [-1, -1, 1];
      const start = (to >> 2) + 4 * pad;
      f32.fill(0, to >> 2, start + 4 * (texels + pad));
      for (let i = 0; i < texels; i += 1) {
        let any = 0;
        for (let c = 0; c < 4; c += 1) any |= f32[start + 4 * i + c] = u8[from + 4 * i + c]!;
        if (any !== 0) [first, last] = [first < 0 ? i : first, i];
        if (u8[from + 4 * i + 3] !== 255) opaque = 0;
      }
      return first < 0 ? -1 : first | (last << 15) | (opaque << 30);
    },
    across(to, from, starts, weights, taps, first, last, count) {
      const [row, line] = [from >> 2, to >> 2];
      f32.fill(0, line, line + 4 * first);
      f32.fill(0, line + 4 * last, line + 4 * count);
      for (let p = first; p < last; p += 1) {
        let at = row + (i32[(starts >> 2) + p]! >> 2);
        let [r, g, b, a] = [0, 0, 0, 0];
        for (let k = 0; k < taps; k += 1, at += 4) {
          const weight = f32[(weights >> 2) + p * taps + k]!;
          r += weight * f32[at]!;
          g += weight * f32[at + 1]!;
          b += weight * f32[at + 2]!;
          a += weight * f32[at + 3]!;
        }
        f32[line + 4 * p] = r;
        f32[line + 4 * p + 1] = g;
        f32[line + 4 * p + 2] = b;
        f32[line + 4 * p + 3] = a;
      }
    },
    lay(to, groups, kind, taps, n, count, put) {
      if (put) {
        f32.fill(0, to >> 2, (to >> 2) + 4 * count);
        if (groups) f32.fill(0, groups >> 2, (groups >> 2) + 4 * count);
      }
      for (let p = 0; p < 4 * count; p += 4) {
        let [r, g, b, a] = [0, 0, 0, 0];
        for (let tap = taps >> 2; tap < (taps >> 2) + 2 * n; tap += 2) {
          const [at, weight] = [(i32[tap]! >> 2) + p, f32[tap + 1]!];
          r += weight * f32[at]!;
          g += weight * f32[at + 1]!;
          b += weight * f32[at + 2]!;
          a += weight * f32[at + 3]!;
        }
        over((to >> 2) + p, groups && (groups >> 2) + p, kind >> 2, r, g, b, a);
      }
    },
    turned(to, groups, kind, from, stride, u, v, du, dv, scale, count) {
      for (let p = 0; p < count; p += 1) {
        const [x, y] = [u + du * p, v + dv * p];
        const [column, row] = [Math.floor(x), Math.floor(y)];
        const at = from + 4 * ((row + 1) * stride + column + 1);
        const rgba = [0, 1, 2, 3].map((c) => {
          const upper = u8[at + c]! + (u8[at + 4 + c]! - u8[at + c]!) * (x - column);
          const under = at + 4 * stride + c;
          const lower = u8[under]! + (u8[under + 4]! - u8[under]!) * (x - column);
          return (upper + (lower - upper) * (y - row)) * scale;
        });
        over((to >> 2) + 4 * p, groups && (groups >> 2) + 4 * p, kind >> 2, rgba[0]!, rgba[1]!, rgba[2]!, rgba[3]!);
      }
    },
    features(to, row, groups, count) {
      for (let p = 0; p < count; p += 1) {
        const alpha = f32[(row >> 2) + 4 * p + 3]!;
        for (let c = 0; c < 4; c += 1) {
          f32[(to >> 2) + 8 * p + c] = 2 * f32[(row >> 2) + 4 * p + c]! - alpha;
          f32[(to >> 2) + 8 * p + 4 + c] = f32[(groups >> 2) + 4 * p + c]!;
        }
      }
    },
    levels(to, from, count, factor, zero) {
      views();
      for (let i = 0; i < 8 * count; i += 1) {
        u8[to + i] = Math.min(Math.max(Math.round(f32[(from >> 2) + i]! * factor) + zero, 0), 255);
      }
    },
    tint(to, from, matrix, count) {
      const m = matrix >> 2;
      for (let i = 0; i < 4 * count; i += 1) {
        const [colour, c] = [(from >> 2) + 3 * (i >> 2), m + (i % 4)];
        f32[(to >> 2) + i] =
          f32[c]! * f32[colour]! + f32[c + 4]! * f32[colour + 1]! + f32[c + 8]! * f32[colour + 2]! + f32[c + 12]!;
      }
    },
    lights(to, from, matrix, count) {
      const m = matrix >> 2;
      for (let p = 0; p < count; p += 1) {
        for (let c = 0; c < 4; c += 1) {
          let rest = 0;
          for (let j = 0; j < 4; j += 1) {
            const at = (from >> 2) + 12 * p + j;
            const value = f32[m + c]! * f32[at]! + f32[m + 4 + c]! * f32[at + 4]! + f32[m + 8 + c]! * f32[at + 8]!;
            f32[(to >> 2) + 16 * p + 4 * j + c] = j < 3 ? 2 * value : value - rest;
            rest += value;
          }
        }
      }
    },
    between(to, a, b, weight, count, unit) {
      const [line, n, edge] = [to >> 2, 4 * count * unit, 4 * unit];
      for (let i = 0; i < n; i += 1) {
        const value = f32[(a >> 2) + i]!;
        f32[line + i] = value + (f32[(b >> 2) + i]! - value) * weight;
      }
      f32.copyWithin(line - edge, line, line + edge);
      f32.copyWithin(line + n, line + n - edge, line + n);
    },
    light(to, remainder, map, runs, runCount, fineStep, mapStep) {
      let [pixel, at, run] = [0, runs >> 2, 0];
      for (; run < runCount; run += 1) {
        const [m, inner] = [(map + i32[at]!) >> 2, i32[at + 2]!];
        let weight = f32[at + 1]!;
        at += 4;
        for (let k = 0; k < inner; k += 1, at += 3) {
          const b = (remainder + i32[at]!) >> 2;
          let part = f32[at + 1]!;
          for (let n = i32[at + 2]!; n > 0; n -= 1, pixel += 4, part += fineStep, weight += mapStep) {
            const s = (to >> 2) + pixel;
            const [d0, d1, d2, d3] = [f32[s]!, f32[s + 1]!, f32[s + 2]!, f32[s + 3]!];
            for (let c = 0; c < 3; c += 1) {
              const i = m + c;
              const low = f32[i]! * d0 + f32[i + 4]! * d1 + f32[i + 8]! * d2 + f32[i + 12]! * d3;
              const high = f32[i + 16]! * d0 + f32[i + 20]! * d1 + f32[i + 24]! * d2 + f32[i + 28]! * d3;
              f32[(to >> 2) + pixel + c] =
                f32[b + c]! + (f32[b + 4 + c]! - f32[b + c]!) * part + low + (high - low) * weight;
            }
            f32[(to >> 2) + pixel + 3] = f32[b + 3]!;
          }
        }
      }
    },
    planes(upper, lower, u, v, a, b, count) {
      for (let p = 0; p < count; p += 1) {
        u8[upper + p] = Math.min(Math.max(f32[(a >> 2) + 4 * p]! + 0.5, 16), 235);
        u8[lower + p] = Math.min(Math.max(f32[(b >> 2) + 4 * p]! + 0.5, 16), 235);
      }
      for (let p = 0; p < count / 2; p += 1) {
        const [x, y] = [(a >> 2) + 8 * p, (b >> 2) + 8 * p];
        const mean = (c: number) => (f32[x + c]! + f32[x + 4 + c]! + f32[y + c]! + f32[y + 4 + c]!) / 4 + 0.5;
        u8[u + p] = Math.min(Math.max(mean(1), 16), 240);
        u8[v + p] = Math.min(Math.max(mean(2), 16), 240);
      }
    },
    rgba(to, from, count) {
      for (let i = 0; i < 4 * count; i += 1) u8[to + i] = Math.min(Math.max(f32[(from >> 2) + i]! + 0.5, 0), 255);
    },
  };
}
