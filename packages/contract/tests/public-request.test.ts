import { expect, it } from 'vitest';
import { publicRequest, withoutFolders } from '../src/public-request.ts';
import { generationRequestSchema } from '../src/request.ts';

it('a request leaves the machine with names only', () => {
  const request = generationRequestSchema.parse({
    model: '/home/mia/models/ltx.safetensors',
    prompt: 'a fox',
    conditions: [
      { source: { kind: 'image', file: '/home/mia/pictures/fox.png' } },
      { source: { kind: 'video', file: 'C:\\Users\\mia\\den.mp4' }, at: 2 },
      { source: { kind: 'clip', id: 'video_1' } },
    ],
    actors: [
      { name: 'fox', image: '/data/files/uploads/upload_1/file.png' },
      { name: 'owl', clip: '/x/y.mp4' },
    ],
    backdrop: { image: '/home/mia/pictures/hills.jpg', horizon: 0.6 },
    loras: [{ file: '/home/mia/style.safetensors' }, { id: 'owner/lora' }],
  });
  const clean = publicRequest(request, { '/data/files/uploads/upload_1/file.png': 'upload:upload_1' });
  expect(JSON.stringify(clean)).not.toMatch(/mia|home|\/data|\/x\//);
  expect(clean).toMatchObject({
    model: 'ltx.safetensors',
    conditions: [
      { source: { file: 'fox.png' } },
      { source: { file: 'den.mp4' }, at: 2 },
      { source: { id: 'video_1' } },
    ],
    actors: [{ image: 'upload:upload_1' }, { clip: 'y.mp4' }],
    backdrop: { image: 'hills.jpg', horizon: 0.6 },
    loras: [{ file: 'style.safetensors', strength: 1 }, { id: 'owner/lora' }],
  });
  expect(generationRequestSchema.parse(clean)).toEqual(clean);
});

it('keeps what is no path', () => {
  for (const name of ['akezora-2', 'Lightricks/LTX-Video', 'my model', 'a.b']) expect(withoutFolders(name)).toBe(name);
  for (const path of ['/a/m', './m', '../m', '~/x/m', 'D:\\m', 'a\\m', 'a/b/m', 'file:///m'])
    expect(withoutFolders(path)).toBe('m');
});
