// The openai package against a running server: node examples/openai-client.ts [URL] [FILE]
import { writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import OpenAI from 'openai';

const server = process.argv[2] ?? 'http://127.0.0.1:7860';
const file = process.argv[3] ?? 'openai.mp4';
const client = new OpenAI({ baseURL: `${server}/v1`, apiKey: 'any' });

let video = await client.videos.create({ prompt: 'a fox in the snow', seconds: '4', size: '720x1280' });
while (video.status === 'queued' || video.status === 'in_progress') {
  await wait(500);
  video = await client.videos.retrieve(video.id);
}
if (video.status !== 'completed') throw new Error(video.error?.message ?? video.status);

const content = await client.videos.downloadContent(video.id);
await writeFile(file, Buffer.from(await content.arrayBuffer()));
console.log(`${file}, ${video.size}, ${video.seconds} s`);
