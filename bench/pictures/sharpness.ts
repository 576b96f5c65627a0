/**
 * How near subjects come to their art. A frame of the engine is compared with the art itself, drawn by the compositor without
 * light, over the pixels that the art covers by more than 98 %: PSNR against 255 over the three channels; and the same after the
 * line (a gain and an offset a channel, least squares) that turns the art's colours into the frame's, so that the light of day
 * does not count. That rule is the one by which pictures and learnt textures were first compared: art at the subject's place,
 * inside where alpha > 0.98, plain and after a fit of the colours. The art may lie a little elsewhere: the place, to a quarter
 * of a pixel, and the size, to a thousandth, with the least error count.
 */
import type { Frame } from '../../packages/engine/src/index.ts';
import type { Layer } from '../../packages/engine/src/models/akezora/compositor/layer.ts';
import type { PictureOf } from '../../packages/engine/src/models/akezora/compositor/picture.ts';
import { coloursIn, type Drawn, type Engine, size, windowOf } from './engine.ts';

/** A subject in one frame. `dx` and `dy` are in pixels. */
export interface Likeness {
  readonly plain: number;
  readonly fitted: number;
  readonly dx: number;
  readonly dy: number;
  readonly scale: number;
}

const opaque = 0.98;
const around = 4;

/** Compares a frame with the art of one layer. */
export function likeness(engine: Engine, frame: Frame, layer: Layer, pictures: PictureOf): Likeness {
  const window = windowOf(layer, around);
  const seen = coloursIn(frame, window);
  const drawn = (at: Placement) => engine.draw([moved(layer, at)], pictures, window);
  let best: Placement = { dx: 0, dy: 0, scale: 1 };
  let least = errorOf(drawn(best), seen).plain;
  for (const fine of [1, 0.5, 0.25]) {
    const steps: Placement[] = [-1, 1].flatMap((way) => [
      { dx: way * fine, dy: 0, scale: 1 },
      { dx: 0, dy: way * fine, scale: 1 },
      { dx: 0, dy: 0, scale: 1 + way * 0.004 * fine },
    ]);
    for (let better = true; better; ) {
      better = false;
      for (const step of steps) {
        const next = { dx: best.dx + step.dx, dy: best.dy + step.dy, scale: best.scale * step.scale };
        if (Math.max(Math.abs(next.dx), Math.abs(next.dy)) > 3 || Math.abs(next.scale - 1) > 0.02) continue;
        const error = errorOf(drawn(next), seen).plain;
        if (error >= least) continue;
        [best, least, better] = [next, error, true];
      }
    }
  }
  const { plain, fitted } = errorOf(drawn(best), seen);
  return { plain: decibels(plain), fitted: decibels(fitted), ...best };
}

type Placement = Pick<Likeness, 'dx' | 'dy' | 'scale'>;

/** Larger by `scale` about its middle, and moved. */
function moved(layer: Layer, { dx, dy, scale }: Placement): Layer {
  const [width, height] = [layer.width * scale, layer.height * scale];
  const x = layer.x + (layer.width - width) / 2 + dx / size.width;
  const y = layer.y + (layer.height - height) / 2 + dy / size.height;
  return { ...layer, x, y, width, height };
}

const decibels = (error: number): number => 10 * Math.log10(255 ** 2 / error);

/** Mean squared error inside the art, plain and after the fit. */
function errorOf({ colours, coverage }: Drawn, seen: Float32Array): { plain: number; fitted: number } {
  let [plain, fitted] = [0, 0];
  for (let c = 0; c < 3; c += 1) {
    let [n, a, b, aa, ab, bb, error] = [0, 0, 0, 0, 0, 0, 0];
    for (let i = 0; i < coverage.length; i += 1) {
      if (coverage[i]! <= opaque) continue;
      const [art, frame] = [colours[i * 3 + c]!, seen[i * 3 + c]!];
      n += 1;
      a += art;
      b += frame;
      aa += art * art;
      ab += art * frame;
      bb += frame * frame;
      error += (art - frame) ** 2;
    }
    const [across, both, along] = [aa - (a * a) / n, ab - (a * b) / n, bb - (b * b) / n];
    plain += error / n / 3;
    fitted += (across > 0 ? along - both ** 2 / across : along) / n / 3;
  }
  return { plain, fitted };
}
