/**
 * Makes a clip of as many seconds as the second argument says into the file of the first; prints its peak resident bytes.
 * One step: every step holds the same memory.
 */
import { generate } from '../src/generate.ts';

const [file, seconds] = process.argv.slice(2) as [string, string];
const request = { prompt: 'a horse running on a beach', seed: 3, resolution: '360p', fps: 24, steps: 1 } as const;
for await (const _ of generate({ ...request, seconds: Number(seconds) }, { file }));
console.log(process.resourceUsage().maxRSS * 1024);
