/** Makes the clip of a request natively, in a process of its own, and prints its seconds. `node bench/web/native-clip.ts REQUEST` */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generationRequestSchema } from '../../packages/contract/src/index.ts';
import { generate } from '../../packages/engine/src/generate.ts';

const request = generationRequestSchema.parse(JSON.parse(process.argv[2]!));
const folder = await mkdtemp(join(tmpdir(), 'akezora-native-'));
try {
  for await (const event of generate(request, { file: join(folder, 'clip.mp4') }))
    if (event.type === 'done') console.log(event.measures.totalSeconds);
} finally {
  await rm(folder, { recursive: true, force: true });
}
