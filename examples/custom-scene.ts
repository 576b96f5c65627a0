// Plans a prompt, changes the scene, and makes the clip of the changed scene: node examples/custom-scene.ts [FILE]
import { generate, openModel, planRequest } from '@akezora/engine';

const file = process.argv[2] ?? 'night-fox.mp4';
const request = { prompt: 'a fox in a forest', seconds: 2, resolution: '360p', seed: 1 } as const;

const model = await openModel('akezora-2');
const { plan } = await planRequest(request, model);
if (plan.scene === undefined) throw new Error('this model does not write scenes');

const scene = { ...plan.scene, time: 'night', weather: 'snow' } as const;
for await (const event of generate({ ...request, scene }, { file })) {
  if (event.type === 'done') console.log(`${event.file}: ${event.facts.scene?.time}`);
}
