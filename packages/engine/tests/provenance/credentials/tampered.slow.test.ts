/** Twenty ways to lie with a signed file, and what the reader says of each. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { signFile } from '../../../src/provenance/credentials/index.ts';
import type { CredentialsState } from '../../../src/provenance/credentials/report.ts';
import { scratch } from '../../video/media.ts';
import { changed, flip, makeClip, makePicture, reportOn, retell } from './signed-files.ts';

const path = scratch();
const keys = path('signing');
const types: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
};

beforeAll(async () => {
  await makeClip(path('bare.mp4'));
  for (const name of ['a.mp4', 'b.mp4', 'remix.mp4', 'theirs.mp4'])
    changed(path('bare.mp4'), path(name), (bytes) => bytes);
  await signFile(path('a.mp4'), { keys });
  // The same length of manifest, about other pictures.
  changed(path('bare.mp4'), path('b.mp4'), (bytes) => void flip(bytes, bytes.indexOf('mdat') + 60));
  await signFile(path('b.mp4'), { keys });
  await signFile(path('remix.mp4'), { keys, ingredients: [{ file: path('a.mp4'), kind: 'video' }] });
  await signFile(path('theirs.mp4'), { keys: path('their-keys') });
  for (const ending of ['png', 'jpg', 'webp']) {
    await makePicture(path(`a.${ending}`));
    await signFile(path(`a.${ending}`), { keys });
  }
});

/** The box of the manifest: its first byte, and the first after it. */
function manifestBox(bytes: Buffer): [from: number, to: number] {
  const mark = bytes.indexOf(Buffer.from('d8fec3d61b0e483c92975828877ec481', 'hex'));
  const from = mark - 8;
  return [from, from + bytes.readUInt32BE(from)];
}

const lastOf = (bytes: Buffer, text: string): number => bytes.lastIndexOf(text);

const cases: readonly [name: string, file: string, state: CredentialsState, (bytes: Buffer) => unknown][] = [
  ['a bit of the clip', 'a.mp4', 'changed', (bytes) => flip(bytes, bytes.indexOf('mdat') + 50)],
  ['a bit of the index', 'a.mp4', 'changed', (bytes) => flip(bytes, bytes.indexOf('tkhd') + 30)],
  ['a bit of the picture (PNG)', 'a.png', 'changed', (bytes) => flip(bytes, lastOf(bytes, 'IDAT') + 50)],
  ['a bit of the picture (JPEG)', 'a.jpg', 'changed', (bytes) => flip(bytes, bytes.length - 50)],
  ['a bit of the picture (WebP)', 'a.webp', 'changed', (bytes) => flip(bytes, bytes.indexOf('VP8 ') + 60)],
  [
    'something behind the clip',
    'a.mp4',
    'changed',
    (bytes) => Buffer.concat([bytes, Buffer.from('000000106d6461746e6577206d61726b', 'hex')]),
  ],
  [
    'a comment in the picture',
    'a.jpg',
    'changed',
    (bytes) => Buffer.concat([bytes.subarray(0, -2), Buffer.from('fffe00056e6577', 'hex'), bytes.subarray(-2)]),
  ],
  ['the manifest hidden', 'a.mp4', 'none', (bytes) => void bytes.write('free', manifestBox(bytes)[0] + 4, 'latin1')],
  [
    'the manifest cut out of the picture',
    'a.png',
    'none',
    (bytes) => {
      const at = bytes.indexOf('caBX') - 4;
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 12 + bytes.readUInt32BE(at))]);
    },
  ],
  [
    'the manifest of another clip',
    'a.mp4',
    'changed',
    (bytes) => {
      const other = readFileSync(path('b.mp4'));
      const [[from, to], [otherFrom, otherTo]] = [manifestBox(bytes), manifestBox(other)];
      return Buffer.concat([bytes.subarray(0, from), other.subarray(otherFrom, otherTo), bytes.subarray(to)]);
    },
  ],
  ['another program as the maker', 'a.mp4', 'invalid', (bytes) => retell(bytes, 'gAkezora', 'gAkezorb')],
  [
    'a photograph instead of a model',
    'a.mp4',
    'invalid',
    // The first place; the XMP behind the clip says the same.
    (bytes) => void bytes.write('digitalCapture_________', bytes.indexOf('trainedAlgorithmicMedia'), 'latin1'),
  ],
  ['another time', 'a.mp4', 'invalid', (bytes) => flip(bytes, lastOf(bytes, 'dwhen') + 11)],
  ['the hash of the content', 'a.mp4', 'invalid', (bytes) => flip(bytes, lastOf(bytes, 'dhash') + 12)],
  ['the signature', 'a.mp4', 'invalid', (bytes) => flip(bytes, manifestBox(bytes)[1] - 20)],
  ['the certificate', 'a.mp4', 'invalid', (bytes) => retell(bytes, 'Akezora signer', 'Reuters signer')],
  ['an ingredient by another name', 'remix.mp4', 'invalid', (bytes) => retell(bytes, 'video 1', 'video 9')],
  [
    'what the manifest of an ingredient says',
    'remix.mp4',
    'invalid',
    (bytes) => {
      const at = bytes.indexOf('trainedAlgorithmicMedia');
      bytes.write('digitalCapture_________', at, 'latin1');
    },
  ],
  [
    'nothing but zeros as the manifest',
    'a.mp4',
    'unreadable',
    (bytes) => {
      const [from, to] = manifestBox(bytes);
      bytes.fill(0, from + 60, to);
    },
  ],
  ['half of the clip', 'a.mp4', 'changed', (bytes) => bytes.subarray(0, bytes.length - 500)],
];

it.each(cases)('%s', async (name, file, state, change) => {
  const to = changed(path(file), path(`tampered-${file}`), (bytes) => {
    const other = change(bytes);
    return Buffer.isBuffer(other) ? other : undefined;
  });
  const report = await reportOn(to, types[file.split('.').at(-1)!]!, keys);
  expect([name, report.state, report.faults]).toEqual([name, state, expect.anything()]);
  expect(report.signer?.known ?? false).toBe(false);
});

it('a file signed again by somebody else is intact, and its signer is not known', async () => {
  const { state, signer } = await reportOn(path('theirs.mp4'), 'video/mp4', keys);
  expect([state, signer?.known]).toEqual(['intact', false]);
});
