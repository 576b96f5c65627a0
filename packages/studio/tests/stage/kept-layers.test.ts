import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type KeptLayers, keptLayers, type Pen, paintKept } from '../../src/stage/kept-layers.ts';
import type { Layer } from '../../src/stage/layers.ts';
import { keepSized } from '../../src/stage/sized.ts';

/** A canvas that holds the names of what was drawn on it; setting its size empties it. */
class PaperCanvas {
  readonly drawn: string[] = [];
  #width: number;
  height: number;
  constructor(width: number, height: number) {
    this.#width = width;
    this.height = height;
  }
  get width() {
    return this.#width;
  }
  set width(width: number) {
    this.#width = width;
    this.drawn.length = 0;
  }
  getContext() {
    return {
      canvas: this,
      drawn: this.drawn,
      drawImage: (from: PaperCanvas) => this.drawn.push(...from.drawn),
    };
  }
}

beforeEach(() => void vi.stubGlobal('OffscreenCanvas', PaperCanvas));
afterEach(() => void vi.unstubAllGlobals());

const layer = (name: string, x = 0, repeats?: 'both'): Layer => ({
  ...{ picture: { name }, group: 'subject', x, y: 0, width: 1, height: 1, flip: false, alpha: 1, turn: 0, phase: 0 },
  ...(repeats === undefined ? {} : { repeats }),
});
const nameOf = ({ picture, x }: Layer) => `${picture.name}${x}`;

/** What a painting shows, and what was drawn for it piece by piece. */
function paint(kept: KeptLayers, layers: readonly Layer[], ground = 'snow') {
  const pen = new PaperCanvas(160, 90).getContext();
  const worked: string[] = [];
  const put = (to: Pen, name: string) => {
    worked.push(name);
    (to as unknown as { drawn: string[] }).drawn.push(name);
  };
  paintKept(pen as unknown as CanvasRenderingContext2D, layers, kept, {
    ground,
    paintGround: (to) => put(to, ground),
    paintLayer: (to, one) => put(to, nameOf(one)),
  });
  return { shown: pen.drawn, worked };
}

describe('what is kept of a painting', () => {
  const scene = (fox: number) => [
    layer('hill'),
    layer('tree'),
    layer('fox', fox),
    layer('rock'),
    layer('snow', 0, 'both'),
  ];
  const all = (fox: number) => ['snow', 'hill0', 'tree0', `fox${fox}`, 'rock0', 'snow0'];

  it('is all but what is dragged, from the third move on', () => {
    const kept = keptLayers();
    expect(paint(kept, scene(0))).toEqual({ shown: all(0), worked: all(0) });
    expect(paint(kept, scene(1)).shown).toEqual(all(1));
    for (const fox of [2, 3, 4]) expect(paint(kept, scene(fox))).toEqual({ shown: all(fox), worked: [`fox${fox}`] });
  });

  it('is nothing where the ground changes, as it does with the camera', () => {
    const kept = keptLayers();
    for (const ground of ['snow', 'sand', 'snow', 'sand']) {
      const { shown, worked } = paint(kept, scene(0), ground);
      expect(shown).toEqual([ground, ...all(0).slice(1)]);
      expect(worked).toEqual(shown);
    }
  });

  it('always shows what painting everything anew would show', () => {
    const kept = keptLayers();
    const [hill, tree, fox, rock, snow] = scene(0) as [Layer, Layer, Layer, Layer, Layer];
    const paintings = [
      [hill, tree, fox, rock, snow],
      [hill, tree, fox, rock, snow],
      [hill, tree, layer('fox', 1), rock, snow],
      [hill, layer('tree', 1), layer('fox', 1), rock, snow],
      [hill, layer('fox', 1), layer('tree', 1), rock, snow],
      [hill, layer('fox', 1), layer('tree', 1), rock, layer('snow', 1, 'both')],
      [hill, layer('fox', 1), layer('tree', 1), layer('rock', 1), layer('snow', 1, 'both')],
      [hill, tree, rock],
      [hill, tree, rock, snow],
      [hill, tree, rock, snow],
      [layer('hill', 1), tree, rock, snow],
      [snow],
      [],
      [hill, tree, fox, rock, snow],
    ];
    for (const layers of paintings) expect(paint(kept, layers).shown).toEqual(['snow', ...layers.map(nameOf)]);
  });
});

describe('pictures in the size in which they are drawn', () => {
  it('are scaled when a size is asked for again, and the oldest are given up', () => {
    const sized = keepSized();
    const image = new OffscreenCanvas(100, 100);
    expect(sized.of(image, 100, 100)).toBe(image);
    expect(sized.of(image, 50, 20)).toBe(image);
    const small = sized.of(image, 50, 20);
    expect([small.width, small.height]).toEqual([50, 20]);
    expect(sized.of(image, 50, 20)).toBe(small);
    for (let width = 1; width <= 16; width += 1) sized.of(image, width, 20);
    expect(sized.of(image, 50, 20)).toBe(image);
  });
});
