import { AkezoraError } from '@akezora/contract';
import { describe, expect, it } from 'vitest';
import type { OwnActor } from '../src/actors/own-actor.ts';
import { keepOwnActors } from '../src/actors/own-actors.ts';

const file = (name: string) => new File(['x'], name);
const seen = { faces: 'left', feet: 1, scale: 1 } as const;
const actor = (name: string, fileName: string): OwnActor => ({
  name,
  fileName,
  member: {
    name,
    look: { ...seen, life: true },
    sprite: { width: 1, height: 1, drawings: [new Uint8Array(4)] },
    fact: { name, sha256: '', ...seen },
  },
  picture: { width: 1, height: 1, pixels: new Uint8ClampedArray(4) },
});

/** Pictures whose reading is said here: those called `bad…` cannot be read. */
function keep() {
  const fields: string[] = [];
  const kept = keepOwnActors(
    () => undefined,
    async ({ name: fileName }, name, field) => {
      fields.push(field);
      if (fileName.startsWith('bad'))
        throw new AkezoraError('input_unreadable', { field, path: fileName, reason: 'no' });
      return actor(name, fileName);
    },
  );
  return { kept, fields, names: () => kept.state().actors.map(({ name }) => name) };
}

describe('the visitor’s pictures', () => {
  it('are called by their files, each by a name of its own', async () => {
    const { kept, fields, names } = keep();
    await kept.add([file('My cat.png'), file('My cat.jpg'), file('!.png')], 'actor');
    expect(names()).toEqual(['My-cat', 'My-cat-2', 'actor']);
    expect(fields).toEqual(['actors.0', 'actors.1', 'actors.2']);
    expect(kept.state().reading).toEqual([]);
  });

  it('stay when others are refused, whose reasons are those of the last choice', async () => {
    const { kept, names } = keep();
    await kept.add([file('bad.txt'), file('cat.png'), file('bad.mp4')], 'actor');
    expect(names()).toEqual(['cat']);
    expect(kept.state().refused.map(({ field, details }) => [field, details.path])).toEqual([
      ['actors.0', 'bad.txt'],
      ['actors.1', 'bad.mp4'],
    ]);
    await kept.add([file('dog.png')], 'actor');
    expect(kept.state().refused).toEqual([]);
    kept.remove('cat');
    expect(names()).toEqual(['dog']);
  });

  it('are at most as many as a request takes', async () => {
    const { kept, names } = keep();
    await kept.add(
      Array.from({ length: 18 }, (_, i) => file(`${i}.png`)),
      'actor',
    );
    expect(names()).toHaveLength(16);
    expect(kept.state().refused.map(({ code, field }) => [code, field])).toEqual([
      ['request_invalid', 'actors.16'],
      ['request_invalid', 'actors.16'],
    ]);
  });
});
