import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { version } from '@akezora/contract';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCredentials, signFile } from '../../../src/provenance/credentials/index.ts';
import { decodeVideo } from '../../../src/video/decode.ts';
import { collect, scratch } from '../../video/media.ts';
import { secondOpinion } from './second-reader.ts';
import { changed, flip, makeClip, makePicture } from './signed-files.ts';

const path = scratch();
const keys = path('signing');
const clip = path('clip.mp4');
const picture = path('input.png');

beforeAll(async () => {
  await makeClip(clip);
  await makePicture(picture);
});

describe('a signed clip', () => {
  const file = path('signed.mp4');
  beforeAll(async () => {
    changed(clip, file, (bytes) => bytes);
    expect(await signFile(file, { keys })).toEqual({ place: 'file', file, timeStamp: 'none' });
  });

  it('tells who, which system and version, when and under which identifier, and that a model made it', async () => {
    const { id, time, signer, ...rest } = await readCredentials(file, keys);
    expect(rest).toEqual({
      state: 'intact',
      place: 'file',
      system: `Akezora ${version}`,
      sourceTypes: ['trainedAlgorithmicMedia'],
      ingredients: [],
      faults: [],
    });
    expect(signer).toEqual({
      name: expect.stringMatching(/^Akezora signer /),
      organisation: 'Akezora installation',
      known: true,
    });
    expect(id).toMatch(/^urn:c2pa:/);
    expect(time).toEqual({ at: expect.stringMatching(/^20\d\d-/), proven: false });
  });

  it('is intact for another installation too, which does not know the signer', async () => {
    const { state, signer } = await readCredentials(file, path('elsewhere'));
    expect([state, signer?.known]).toEqual(['intact', false]);
  });

  it('is valid for a reader by other people, and not after a bit of its pictures was turned over', async () => {
    expect(await secondOpinion(file, 'BMFF')).toMatchObject({
      isValid: true,
      codes: expect.arrayContaining(['assertion.bmffHash.match']),
    });
    const broken = changed(file, path('broken.mp4'), (bytes) => void flip(bytes, bytes.indexOf('mdat') + 40));
    expect(await secondOpinion(broken, 'BMFF')).toMatchObject({ isValid: false });
    expect(await readCredentials(broken, keys)).toMatchObject({ state: 'changed', signer: { known: false } });
  });

  it('plays the same frames as before', async () => {
    const frames = async (of: string) =>
      (await collect(decodeVideo(of))).map(({ data }) => Buffer.from(data).toString('base64'));
    expect(await frames(file)).toEqual(await frames(clip));
  });

  it('names neither the file nor the folder nor the user', () => {
    const text = readFileSync(file).toString('latin1');
    expect(text).not.toContain('signed.mp4');
    expect(text).not.toContain(path('.'));
  });
});

describe('pictures and animations', () => {
  it.each(['png', 'jpg', 'webp', 'avif'])('signs %s', async (ending) => {
    const file = path(`picture.${ending}`);
    await makePicture(file);
    await signFile(file, { keys });
    expect(await readCredentials(file, keys)).toMatchObject({ state: 'intact', signer: { known: true } });
    if (ending === 'png') expect(await secondOpinion(file, 'PNG')).toMatchObject({ isValid: true });
    if (ending === 'jpg') expect(await secondOpinion(file, 'JPEG')).toMatchObject({ isValid: true });
  });

  it.each([
    ['clip.mov', 'h264'],
    ['animation.webp', 'webp'],
    ['animation.gif', 'gif'],
  ] as const)('signs %s', async (name, codec) => {
    await makeClip(path(name), codec);
    expect(await signFile(path(name), { keys })).toMatchObject({ place: 'file' });
    expect(await readCredentials(path(name), keys)).toMatchObject({ state: 'intact' });
    expect((await collect(decodeVideo(path(name)))).length).toBe(12);
  });
});

it('leaves nothing beside the file', async () => {
  const file = path('mode.mp4');
  changed(clip, file, (bytes) => bytes);
  await signFile(file, { keys });
  expect(statSync(file).size).toBeGreaterThan(statSync(clip).size);
  expect(execFileSync('ls', ['-A', path('.')], { encoding: 'utf8' })).not.toContain('.part');
});

describe('what went in', () => {
  const signed = path('source.mp4');
  beforeAll(async () => {
    changed(clip, signed, (bytes) => bytes);
    await signFile(signed, { keys });
  });

  it('a clip made from another was opened and edited, and keeps the credentials of the other', async () => {
    const file = changed(clip, path('remix.mp4'), (bytes) => bytes);
    await signFile(file, { keys, ingredients: [{ file: signed, kind: 'video' }] });
    expect(await readCredentials(file, keys)).toMatchObject({
      state: 'intact',
      sourceTypes: ['compositeWithTrainedAlgorithmicMedia'],
      ingredients: [
        {
          title: 'video 1',
          relationship: 'parentOf',
          state: 'intact',
          sourceTypes: ['trainedAlgorithmicMedia'],
        },
      ],
    });
    expect(await secondOpinion(file, 'BMFF')).toMatchObject({ isValid: true });
  });

  it('pictures and several clips were placed, also those without credentials or that cannot have them', async () => {
    const webm = path('other.webm');
    await makeClip(webm, 'vp9');
    const broken = changed(signed, path('broken-source.mp4'), (bytes) => void flip(bytes, bytes.indexOf('mdat') + 40));
    const file = changed(clip, path('blend.mp4'), (bytes) => bytes);
    const ingredients = [
      { file: signed, kind: 'video' },
      { file: webm, kind: 'video' },
      { file: picture, kind: 'image' },
      { file: broken, kind: 'video' },
    ] as const;
    await signFile(file, { keys, ingredients });
    const report = await readCredentials(file, keys);
    expect(report.state).toBe('intact');
    expect(report.ingredients.map(({ title, state }) => [title, state])).toEqual([
      ['video 1', 'intact'],
      ['video 2', 'none'],
      ['image 1', 'none'],
      ['video 3', 'changed'],
    ]);
  });
});

it('a conversion was opened and transcoded, and its own credentials say nothing of how it was made', async () => {
  const source = changed(clip, path('to-convert.mp4'), (bytes) => bytes);
  await signFile(source, { keys });
  const file = changed(clip, path('converted.mp4'), (bytes) => bytes);
  await signFile(file, { keys, work: 'converted', ingredients: [{ file: source, kind: 'video' }] });
  expect(await readCredentials(file, keys)).toMatchObject({
    state: 'intact',
    sourceTypes: [],
    ingredients: [{ relationship: 'parentOf', state: 'intact', sourceTypes: ['trainedAlgorithmicMedia'] }],
  });
  expect(await secondOpinion(file, 'BMFF')).toMatchObject({ isValid: true });
});

it('names the invisible mark in the pictures', async () => {
  const file = changed(clip, path('marked.mp4'), (bytes) => bytes);
  await signFile(file, { keys, mark: '00f1e2d3c4b5a697' });
  expect(await readCredentials(file, keys)).toMatchObject({ state: 'intact', mark: '00f1e2d3c4b5a697' });
});

const hasExiftool = spawnSync('exiftool', ['-ver']).status === 0;

it.skipIf(!hasExiftool)('exiftool finds the action and its source type in a picture', async () => {
  const file = path('exif.png');
  await makePicture(file);
  await signFile(file, { keys });
  const told = execFileSync('exiftool', ['-a', '-G1', '-j', file], { encoding: 'utf8' });
  expect(told).toContain('c2pa.created');
  expect(told).toContain('trainedAlgorithmicMedia');
});

it.skipIf(!hasExiftool)('exiftool finds the source type in the XMP of a clip, which is signed as well', async () => {
  const file = changed(clip, path('exif.mp4'), (bytes) => bytes);
  await signFile(file, { keys });
  const [told] = JSON.parse(execFileSync('exiftool', ['-j', '-XMP:all', file], { encoding: 'utf8' }));
  expect(told).toMatchObject({
    DigitalSourceType: 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia',
    CreatorTool: `Akezora ${version}`,
  });
  const retold = changed(file, path('exif-changed.mp4'), (bytes) => {
    const at = bytes.lastIndexOf('CreatorTool="Akezora');
    bytes.write('Camera!', at + 13, 'latin1');
    return bytes;
  });
  expect(await readCredentials(retold, keys)).toMatchObject({ state: 'changed' });
});
