import { createHash, randomUUID } from 'node:crypto';
import { checkRequest, type ModelCapabilities } from '@akezora/contract';
import type { ComfyUpstream } from '../../config/upstreams.ts';
import type { Children } from '../../inference/children.ts';
import { caller, patiently, upstreamError, wait } from '../calls.ts';
import { capabilitiesOf } from '../capabilities.ts';
import { endsThere, Lost, type Made, type Maker, type Task } from '../maker.ts';
import { type Asked, defaultOf, fieldsOf, fill, type Template } from './ask.ts';
import { type ComfyClient, comfyClient } from './client.ts';
import { clipOf, type Entry, endingOf, failureOf } from './history.ts';
import { previewer } from './previews.ts';
import { type Follower, follow } from './socket.ts';
import { checkPlaces, readWorkflow } from './workflow.ts';

/** Milliseconds without a word of a prompt after which the queue is asked whether it is still there. */
const silentMs = 10_000;
/** Most milliseconds for which a prompt waits for the connection that tells its progress. */
const connectMs = 2000;

const summary = { en: 'A workflow of ComfyUI on another server.', ja: '別のサーバーの ComfyUI のワークフローです。' };

/**
 * Makes clips by a workflow on ComfyUI servers. The id of a prompt is chosen and stored before it is queued, so that after a restart
 * it is found in the history or the queue; one that is in neither was lost, and is queued again.
 * @throws AkezoraError `request_invalid` for a workflow that cannot be read or does not fit its inputs
 */
export function comfyMaker(options: ComfyUpstream, children: Children): Maker {
  const { inputs, pictureWorkflow, output, loras } = options;
  const forText: Template = { workflow: readWorkflow(options.workflow), inputs };
  checkPlaces(forText.workflow, inputs, output);
  const forPicture: Template =
    pictureWorkflow === undefined
      ? forText
      : { workflow: readWorkflow(pictureWorkflow.workflow), inputs: pictureWorkflow.inputs };
  if (forPicture !== forText) checkPlaces(forPicture.workflow, forPicture.inputs);
  const limits = limitsOf(options, forText, forPicture);
  const call = caller(options);
  return {
    capabilities: async () => limits,
    make: async (task) => {
      const { run } = task;
      checkRequest(run.request, limits);
      const source = run.request.conditions?.[0]?.source;
      const template = source === undefined ? forText : forPicture;
      const client = comfyClient(task.base, options.model, call);
      const picture = source?.kind === 'image' ? await pictureOf(source.file, task, client) : undefined;
      const asked = fill(template, run, limits, { picture, files: loras });
      const version = createHash('sha256').update(JSON.stringify(template.workflow)).digest('hex').slice(0, 16);
      const made = await makeOn(task, options, client, asked, children);
      return { ...made, modelVersion: `comfyui:${version}` };
    },
  };
}

/** The name that a first picture has on its server; an earlier attempt has uploaded it. */
async function pictureOf(file: string, { earlier, run }: Task, client: ComfyClient): Promise<string> {
  const name = `akezora-${run.job.id}.png`;
  return earlier === undefined ? client.upload(file, name, run.signal) : name;
}

function limitsOf(
  { model, loras = {}, capabilities: written = {} }: ComfyUpstream,
  template: Template,
  forPicture: Template,
): ModelCapabilities {
  // A value that one of the workflows has no place for would be dropped there.
  const others = fieldsOf(forPicture.inputs);
  const takes = new Set([...fieldsOf(template.inputs)].filter((field) => others.has(field)));
  const image = forPicture.inputs.picture !== undefined;
  const known = capabilitiesOf({ id: model, summary, takes, image, written });
  const fromWorkflow = (field: 'steps' | 'guidance' | 'fps', otherwise: number) =>
    written[field]?.default ?? defaultOf(template, field) ?? otherwise;
  const { fps, steps, guidance } = known;
  const loaders = Math.min(...[template, forPicture].map(({ inputs }) => inputs.loras?.length ?? 0));
  const ids = Object.keys(loras);
  const hasLoras = loaders > 0 && ids.length > 0;
  return {
    ...known,
    fps: { ...fps, default: fromWorkflow('fps', fps.default) },
    steps: takes.has('steps') ? { ...steps, default: fromWorkflow('steps', steps.default) } : steps,
    guidance: guidance === null ? null : { ...guidance, default: fromWorkflow('guidance', guidance.default) },
    controls: { ...known.controls, loras: hasLoras },
    ...(hasLoras ? { loras: ids.map((id) => ({ id, bytes: 0 })) } : {}),
  };
}

async function makeOn(
  { base, earlier, remember, run }: Task,
  options: ComfyUpstream,
  client: ComfyClient,
  asked: Asked,
  children: Children,
): Promise<Omit<Made, 'modelVersion'>> {
  const { model, output, key, patienceSeconds = 120 } = options;
  const { job, signal, onEvent } = run;
  onEvent({ type: 'stage', name: 'upstream', index: 0, of: 1 });
  const clientId = `akezora-${job.id}`;
  let id = earlier ?? randomUUID();
  const nodes = Object.keys(asked.workflow);
  const previews = previewer(children, { file: run.file, owner: job.owner, signal }, onEvent);
  let follower: Follower | undefined;
  const listen = (promptId: string): Follower => {
    const began = performance.now();
    return follow(base, { promptId, clientId, nodes, ...(key === undefined ? {} : { key }) }, (heard) => {
      if (heard.kind === 'preview') return previews.show(heard.picture);
      const { fraction } = heard;
      const etaMs = fraction < 0.05 ? 0 : ((performance.now() - began) * (1 - fraction)) / fraction;
      onEvent({ type: 'step', stage: 'upstream', index: Math.round(fraction * 100), total: 100, etaMs });
    });
  };
  try {
    follower = listen(id);
    if (earlier === undefined) {
      await remember(id);
      // Connected first, so that the first nodes are heard of.
      await Promise.race([follower.opened, wait(connectMs, signal)]);
      const submitted = await client.submit(asked.workflow, id, clientId, signal);
      if (submitted !== id) {
        await remember(submitted);
        follower.close();
        follower = listen(submitted);
      }
      id = submitted;
    }
    const entry = await endOf(id, client, follower, patienceSeconds, signal);
    const failure = failureOf(entry);
    if (failure !== undefined) throw upstreamError(model, failure);
    const saved = clipOf(entry, nodes, output);
    if (saved === undefined) throw upstreamError(model, noVideo);
    const file = run.file.replace(/\.\w+$/, `.${endingOf(saved)}`);
    await patiently(() => client.download(saved, file, signal), patienceSeconds, signal);
    return { asked: asked.request, file };
  } catch (error) {
    if (endsThere(signal)) await client.cancel(id).catch(() => undefined);
    throw error;
  } finally {
    follower?.close();
    await previews.settled();
  }
}

const noVideo = {
  en: 'the workflow saved no video; end it with a node that does, such as SaveVideo',
  ja: 'ワークフローが動画を保存しませんでした。SaveVideo など、動画を保存するノードで終わらせてください',
};

/** Waits for the end of a prompt. @throws `Lost` when neither history nor queue knows it */
async function endOf(
  id: string,
  client: ComfyClient,
  follower: Follower,
  patienceSeconds: number,
  signal: AbortSignal,
): Promise<Entry> {
  const ended = () => patiently(() => client.ended(id, signal), patienceSeconds, signal);
  // Set in the past, so that a prompt of an earlier attempt is looked for at once.
  let seenAt = Number.NEGATIVE_INFINITY;
  let isTold = false;
  const told = follower.ended.then(() => {
    isTold = true;
  });
  for (let pause = 250; ; ) {
    const entry = await ended();
    if (entry !== undefined) return entry;
    seenAt = Math.max(seenAt, follower.heardAt() || Number.NEGATIVE_INFINITY);
    if (performance.now() - seenAt > silentMs) {
      const place = await patiently(() => client.place(id, signal), patienceSeconds, signal);
      // It may have ended between the two questions.
      const last = place === undefined ? await ended() : undefined;
      if (last !== undefined) return last;
      if (place === undefined) throw new Lost('it lost the job');
      seenAt = performance.now();
    }
    const before = isTold;
    await (before ? wait(pause, signal) : Promise.race([wait(pause, signal), told]));
    // The word of an end comes shortly before the history has it.
    pause = isTold && !before ? 50 : Math.min(pause * 1.5, 5000);
  }
}
