import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markedParts } from '../../src/compose/marked-parts.ts';

describe('words marked in a prompt', () => {
  it('stand where the plan found them', () => {
    expect(markedParts('a fox and a zeppelin', [{ word: 'zeppelin', start: 12, end: 20 }])).toEqual([
      { text: 'a fox and a ', marked: false, at: 0 },
      { text: 'zeppelin', marked: true, at: 12 },
      { text: '', marked: false, at: 20 },
    ]);
  });

  it('are not marked once the text moved on, nor twice where they overlap', () => {
    const marked = (text: string, words: Parameters<typeof markedParts>[1]) =>
      markedParts(text, words)
        .filter((part) => part.marked)
        .map((part) => part.text);
    expect(marked('the zeppelin', [{ word: 'zeppelin', start: 2, end: 10 }])).toEqual([]);
    expect(
      marked('zeppelins', [
        { word: 'zeppelin', start: 0, end: 8 },
        { word: 'pelins', start: 3, end: 9 },
      ]),
    ).toEqual(['zeppelin']);
  });

  it('never change the text itself', () => {
    const word = fc.record({ word: fc.string(), start: fc.nat(40), end: fc.nat(40) });
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.array(word), (text, words) => {
        const whole = markedParts(text, words).map((part) => part.text);
        expect(whole.join('')).toBe(text);
      }),
    );
  });
});
