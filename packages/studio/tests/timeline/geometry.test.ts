import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cells,
  dropIndex,
  fitted,
  gapAt,
  lastFrame,
  lengthOf,
  magnet,
  pieceAt,
  placed,
  reordered,
  shiftsOf,
  spriteAt,
  ticks,
  timeOf,
  xOf,
} from '../../src/timeline/geometry.ts';

const line = [
  { key: 'a', seconds: 2 },
  { key: 'b', seconds: 1 },
  { key: 'c', seconds: 4 },
];
const pieces = fc
  .array(fc.double({ min: 0.25, max: 20, noNaN: true }), { minLength: 1, maxLength: 8 })
  .map((all) => all.map((seconds, n) => ({ key: String(n), seconds })));

describe('pieces on a line', () => {
  it('lie one after another', () => {
    expect(placed(line).map(({ at }) => at)).toEqual([0, 2, 3]);
    expect(lengthOf(line)).toBe(7);
  });

  it('are seen from their first frame until the next one begins; the last one for ever', () => {
    const at = (time: number) => pieceAt(line, time)?.piece.key;
    expect([-1, 0, 1.99, 2, 2.5, 3, 7, 9].map(at)).toEqual(['a', 'a', 'a', 'b', 'b', 'c', 'c', 'c']);
    expect(pieceAt([], 1)).toBeUndefined();
  });

  it('are seen exactly at the sum of lengths that binary fractions do not hold', () => {
    const parts = [0.1, 0.2, 0.3].map((seconds, n) => ({ key: String(n), seconds }));
    expect(pieceAt(parts, 0.3)?.piece.key).toBe('2');
  });
});

describe('the magnet', () => {
  it('draws to a mark that is near, else to a frame', () => {
    expect(magnet(1.02, 24, [1.01], 0.05)).toBe(1.01);
    expect(magnet(1.02, 24, [1.2, 3], 0.05)).toBe(1);
    expect(magnet(1.03, 24, [], 0.05)).toBeCloseTo(25 / 24, 9);
  });

  it('stops the playhead at the beginning of the last frame', () => {
    expect(lastFrame(2, 24)).toBeCloseTo(47 / 24, 9);
    expect(lastFrame(0, 24)).toBe(0);
  });
});

describe('the scale', () => {
  it('shows the whole line between its free ends, and gives times back', () => {
    const scale = fitted(10, 1040, 20);
    expect(xOf(scale, 0)).toBe(20);
    expect(xOf(scale, 10)).toBe(1020);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 60, noNaN: true }), (time) => {
        expect(timeOf(scale, xOf(scale, time))).toBeCloseTo(time, 6);
      }),
    );
  });
});

describe('the ruler', () => {
  it('writes times that never touch, from 0 to the end', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 120, noNaN: true }),
        fc.double({ min: 4, max: 900, noNaN: true }),
        (seconds, perSecond) => {
          const all = ticks(seconds, perSecond);
          const named = all.filter((tick) => tick.named).map(({ at }) => at);
          expect(named[0]).toBe(0);
          for (let n = 1; n < named.length; n += 1)
            expect((named[n]! - named[n - 1]!) * perSecond).toBeGreaterThan(55.9);
          expect(all.at(-1)!.at).toBeLessThanOrEqual(seconds + 1e-3);
        },
      ),
    );
  });

  it('counts seconds where a second is wide enough', () => {
    expect(ticks(3, 100).filter(({ named }) => named)).toEqual([0, 1, 2, 3].map((at) => ({ at, named: true })));
  });
});

describe('a film strip', () => {
  const film = { seconds: 10, width: 1920, height: 1080 };

  it('has pictures of the film’s true shape that cover the piece without a hole', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 8, noNaN: true }),
        fc.double({ min: 0.25, max: 2, noNaN: true }),
        fc.double({ min: 10, max: 400, noNaN: true }),
        (from, seconds, perSecond) => {
          const strip = cells(film, { from, seconds }, perSecond, 63);
          expect(strip.width).toBeCloseTo(112, 6);
          expect(strip.cells[0]!.left).toBeLessThanOrEqual(1e-3);
          strip.cells.slice(1).forEach((cell, n) => {
            expect(cell.left - strip.cells[n]!.left).toBeCloseTo(112, 4);
          });
          expect(strip.cells.at(-1)!.left + strip.width).toBeGreaterThanOrEqual(seconds * perSecond - 1e-3);
        },
      ),
    );
  });

  it('keeps its pictures while its beginning is trimmed: what stays is where it was in the film', () => {
    const whole = cells(film, { from: 0, seconds: 10 }, 100, 63);
    const trimmed = cells(film, { from: 1.5, seconds: 8.5 }, 100, 63);
    for (const cell of trimmed.cells) {
      const before = whole.cells.find(({ number }) => number === cell.number)!;
      expect(cell.time).toBe(before.time);
      expect(cell.left).toBeCloseTo(before.left - 150, 6);
    }
  });

  it('takes the picture of a time from its sheet, and never one that is not there', () => {
    const sheet = { count: 12, everySeconds: 0.5 };
    expect([0, 0.49, 0.5, 5.9, 99, -1].map((time) => spriteAt(sheet, time))).toEqual([0, 0, 1, 11, 11, 0]);
  });
});

describe('dragging a piece', () => {
  it('takes another place once its edge has passed the middle of a neighbour', () => {
    expect(dropIndex(line, 'a', 0)).toBe(0);
    expect(dropIndex(line, 'a', 0.4)).toBe(0);
    expect(dropIndex(line, 'a', 0.6)).toBe(1);
    expect(dropIndex(line, 'a', 3.1)).toBe(2);
    expect(dropIndex(line, 'c', -0.4)).toBe(2);
    expect(dropIndex(line, 'c', -0.6)).toBe(1);
    expect(dropIndex(line, 'c', -9)).toBe(0);
  });

  it('puts the piece where it was let go, and loses none', () => {
    fc.assert(
      fc.property(pieces, fc.nat(7), fc.double({ min: -80, max: 80, noNaN: true }), (all, n, by) => {
        const key = String(n % all.length);
        const index = dropIndex(all, key, by);
        const next = reordered(all, key, index);
        expect(next[index]?.key).toBe(key);
        expect([...next].map((piece) => piece.key).sort()).toEqual(all.map((piece) => piece.key).sort());
      }),
    );
  });

  it('shows the gap into which it would go', () => {
    expect(gapAt(line, 'a', 0)).toBe(2);
    expect(gapAt(line, 'a', 1)).toBe(3);
    expect(gapAt(line, 'a', 2)).toBe(7);
  });
});

describe('holding the beginning of a piece', () => {
  const held = { key: 'b', edge: 'start' as const, end: 3 };

  it('keeps its end where it was when it becomes shorter, with the pieces after it', () => {
    const shift = shiftsOf([line[0]!, { key: 'b', seconds: 0.5 }, line[2]!], held, 1);
    expect([0, 1, 2].map(shift)).toEqual([0, 0.5, 0.5]);
  });

  it('moves the line to the left when it becomes longer, as far as there is room', () => {
    const longer = (seconds: number) => shiftsOf([line[0]!, { key: 'b', seconds }, line[2]!], held, 1);
    expect([0, 1, 2].map(longer(1.5))).toEqual([-0.5, -0.5, -0.5]);
    expect(longer(9)(0)).toBe(-1);
  });

  it('shifts nothing for an end, or where nothing is held', () => {
    expect(shiftsOf(line, { ...held, edge: 'end' }, 1)(2)).toBe(0);
    expect(shiftsOf(line, null, 1)(2)).toBe(0);
  });
});
