import { describe, expect, it } from 'vitest';
import { readBytes, readJson } from '../../src/http/body.ts';

/** A request whose body comes piece by piece, each after a pause; without an end it stands still. */
function slowly(pieces: readonly string[], pauseMs: number, ends = true): Request {
  let next = 0;
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      const piece = pieces[next];
      next += 1;
      if (piece !== undefined) controller.enqueue(Buffer.from(piece));
      else if (ends) controller.close();
      else await new Promise(() => undefined);
    },
  });
  return new Request('http://127.0.0.1/', { method: 'POST', body, duplex: 'half' } as RequestInit);
}

describe('a body', () => {
  const wait = { milliseconds: 300, bytesPerSecond: 1000 };

  it('is read whole, in any chunks', async () => {
    const bytes = await readBytes(slowly(['{"a":', '1', '}'], 1), 100, wait);
    expect(Buffer.from(bytes).toString()).toBe('{"a":1}');
    expect(await readJson(slowly(['{"雪":', '"白い"}'], 1), 100)).toEqual({ 雪: '白い' });
  });

  it('that stalls is refused', async () => {
    await expect(readBytes(slowly(['{"a":'], 1, false), 100, wait)).rejects.toMatchObject({
      code: 'body_unreadable',
      details: { reason: { en: 'it arrives too slowly' } },
    });
  });

  it('that arrives too slowly is refused, though it never stalls', async () => {
    const drops = Array.from({ length: 200 }, () => 'x');
    await expect(readBytes(slowly(drops, 20), 1000, wait)).rejects.toMatchObject({ code: 'body_unreadable' });
  });

  it('that is too large is refused, whatever length it declared', async () => {
    await expect(readBytes(slowly(['x'.repeat(60), 'x'.repeat(60)], 1), 100, wait)).rejects.toMatchObject({
      code: 'body_too_large',
      details: { field: 'body' },
    });
  });
});
