// Makes a clip and prints its progress: node examples/generate.ts [FILE]
import { generate } from '@akezora/engine';

const file = process.argv[2] ?? 'fox.mp4';
const request = {
  prompt: 'a fox running through falling snow at dusk',
  seconds: 2,
  resolution: '360p',
  seed: 1,
} as const;

for await (const event of generate(request, { file })) {
  switch (event.type) {
    case 'planned':
      console.log(`${event.plan.width}×${event.plan.height}, ${event.plan.frames} frames`);
      break;
    case 'stage':
      console.log(`stage ${event.index + 1} of ${event.of}: ${event.name}`);
      break;
    case 'done':
      console.log(`${event.file}, seed ${event.facts.seed}`);
      break;
  }
}
