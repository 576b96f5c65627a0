import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClipFacts, generationRequestSchema } from '@akezora/contract';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingredientsOf, signClip } from '../../src/credentials/sign-clip.ts';
import { run } from '../../src/run.ts';
import { recordingTerminal } from '../terminal.ts';

const home = mkdtempSync(join(tmpdir(), 'akezora-test-'));
const picture = join(home, 'picture.png');
const request = generationRequestSchema.parse({ prompt: 'a fox' });
const facts = { prompt: 'a fox', marks: { invisible: '171407503c12c247' } } as unknown as ClipFacts;

async function told(argv: readonly string[], language: 'en' | 'ja' = 'en') {
  const { terminal, written } = recordingTerminal(language);
  return { code: await run(argv, terminal), ...written };
}

beforeAll(async () => {
  process.env.AKEZORA_HOME = home;
  await sharp({ create: { width: 32, height: 32, channels: 3, background: '#468' } }).toFile(picture);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('akezora verify', () => {
  it('says of a file without credentials that this proves nothing', async () => {
    const { code, out } = await told(['verify', picture]);
    expect([code, out]).toEqual([1, expect.stringContaining('That proves nothing')]);
  });

  it('tells the four facts of a signed file, what is not proven, and that the signature is intact', async () => {
    const signed = await signClip(picture, facts, request, undefined, recordingTerminal().terminal);
    expect(signed.marks).toEqual({ invisible: '171407503c12c247', credentials: 'file' });
    const { code, out } = await told(['verify', picture]);
    expect(code).toBe(0);
    for (const line of [
      'Signature intact',
      'Signer known',
      'Who: Akezora signer',
      'System and version: Akezora',
      'When: 20',
      'Identifier: urn:c2pa:',
      'Not proven:',
    ])
      expect(out).toContain(line);
    const japanese = await told(['verify', picture], 'ja');
    expect(japanese.out).toContain('署名は有効です');
    const { credentials } = JSON.parse((await told(['verify', picture, '--json'])).out);
    expect(credentials).toMatchObject({ state: 'intact', signer: { known: true }, mark: '171407503c12c247' });
  });

  it('refuses what is missing or no picture, by name', async () => {
    expect(await told(['verify'])).toMatchObject({ code: 2, err: expect.stringContaining('FILE') });
    expect(await told(['verify', join(home, 'no.mp4')])).toMatchObject({
      code: 2,
      err: expect.stringContaining('no.mp4'),
    });
    expect(await told(['verify', 'http://127.0.0.1:9/a.mp4'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('private network'),
    });
    writeFileSync(join(home, 'text.mp4'), 'hello');
    expect(await told(['verify', join(home, 'text.mp4')])).toMatchObject({ code: 2 });
  });
});

describe('akezora keys signing', () => {
  it('shows the key, and another after a renewal', async () => {
    const print = async (...rest: string[]) =>
      JSON.parse((await told(['keys', 'signing', ...rest, '--json'])).out).fingerprint;
    const first = await print();
    expect(await print('show')).toBe(first);
    expect(await print('renew')).not.toBe(first);
    expect((await told(['keys', 'signing'])).out).toContain('unknown signer');
  });

  it('refuses an unknown action and a file without a key', async () => {
    expect(await told(['keys', 'signing', 'lose'])).toMatchObject({ code: 2 });
    expect(await told(['keys', 'signing', 'use', picture])).toMatchObject({
      code: 2,
      err: expect.stringContaining('private key'),
    });
    expect(await told(['keys', 'signing', 'use', join(home, 'no.pem')])).toMatchObject({ code: 2 });
  });
});

it('takes pictures and clips of a request as ingredients, each once, and neither drawings in SVG nor LoRAs', () => {
  const conditions = [
    { source: { kind: 'image', file: 'a.png' }, at: 0 },
    { source: { kind: 'video', file: 'b.mp4' }, at: 0 },
    { source: { kind: 'image', file: 'a.png' }, at: 1 },
  ];
  const actors = [
    { name: 'fox', image: 'fox.svg' },
    { name: 'dog', image: 'dog.webp' },
  ];
  const loras = [{ file: 'style.safetensors', strength: 1 }];
  const full = generationRequestSchema.parse({ prompt: '@fox and @dog', conditions, actors, loras });
  expect(ingredientsOf(full, 'c.mp4')).toEqual([
    { file: 'c.mp4', kind: 'video' },
    { file: 'a.png', kind: 'image' },
    { file: 'b.mp4', kind: 'video' },
    { file: 'dog.webp', kind: 'image' },
  ]);
});
