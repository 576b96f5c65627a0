import { generationRequestSchema } from '@akezora/contract';
import { makeJob } from '../../../packages/studio/tests/server/jobs.ts';
import { fill } from '../../../packages/studio/tests/server/routes.ts';
import { type DevServer, startDevServer } from '../../../packages/studio/tests/server/server.ts';

/** A server that gives every page, dialog, panel and menu something to show. */
export async function filledServer(): Promise<DevServer> {
  const server = await startDevServer({ jobMs: 60_000 });
  const { state } = server;
  fill(state, 8);
  state.settings = { ...state.settings, gallery: true };
  for (const [id, one] of state.clips) state.clips.set(id, { ...one, visibility: 'public', shareUrl: `/s/${id}` });
  const gone = state.clips.get('clip_000008');
  if (gone) state.clips.set(gone.id, { ...gone, deletedAt: new Date().toISOString() });
  state.folders.set('f1', { id: 'f1', name: 'Winter', clips: 0, createdAt: new Date().toISOString() });
  const [first] = state.models;
  if (first)
    state.models.push({
      ...first,
      id: 'mochi',
      place: 'local',
      capabilities: { ...first.capabilities, id: 'mochi', name: 'Mochi 1' },
    });
  const large = state.models.find(({ installed }) => !installed);
  if (large)
    state.models.push({
      ...large,
      id: 'ltx-small',
      fits: 'unknown',
      reason: null,
      capabilities: { ...large.capabilities, id: 'ltx-small', name: 'LTX-Video 2B' },
    });
  const job = makeJob(state, generationRequestSchema.parse({ prompt: 'A boat at night' }), null, 'prompt');
  state.jobs.set(job.id, { ...job, state: 'completed', clipId: 'clip_000002' });
  state.storyboards.set('b1', {
    id: 'b1',
    name: 'Morning',
    createdAt: new Date().toISOString(),
    updatedAt: new Date().toISOString(),
    data: {
      seconds: 6,
      cards: [
        { id: 'a', at: 0, kind: 'text', prompt: 'A fox wakes' },
        { id: 'b', at: 3, kind: 'video', prompt: 'It runs', clip: 'clip_000002', from: 0, to: 3 },
      ],
    },
  });
  return server;
}
