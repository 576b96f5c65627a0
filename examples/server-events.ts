// Submits a job to a running server and follows its events: node examples/server-events.ts [URL]
import { createClient, listen } from '@akezora/contract/api';

const api = createClient({ baseUrl: process.argv[2] ?? 'http://127.0.0.1:7860' });
const { data: jobs } = await api.call('submit', {
  body: { request: { prompt: 'a fox in the snow', seconds: 2, resolution: '360p', seed: 1 } },
});
const job = jobs[0];
if (job === undefined) throw new Error('the server queued no job');

const stop = new AbortController();
for await (const event of listen(api, { job: job.id, since: 0, signal: stop.signal })) {
  console.log(event.type);
  if (event.type !== 'job') continue;
  if (event.job.state === 'completed') console.log(`clip ${event.job.clipId}`);
  if (['completed', 'failed', 'cancelled'].includes(event.job.state)) break;
}
stop.abort();
