import type { GenerationPlan, GenerationRequest } from '@akezora/contract';
import type { Machine } from '../../machine/machine.ts';
import type { RunContext, VideoModel } from '../model.ts';
import { readCast } from './actors/cast.ts';
import { readBackdrop } from './backdrop/read-backdrop.ts';
import { capabilities } from './capabilities.ts';
import { nativeSizes } from './frame-sizes.ts';
import { changedRequest } from './inputs/changed-request.ts';
import { heldPictures, readConditions } from './inputs/condition-content.ts';
import { withEarlierScene } from './inputs/earlier-scene.ts';
import { withStickersAsActors } from './inputs/stickers.ts';
import { type Networks, openNetworks } from './networks.ts';
import { planClip } from './plan.ts';
import { runClip } from './run.ts';
import { planShots } from './scene/plan-shots.ts';
import type { Canvas, ShotPlan } from './scene/shot.ts';

/** Opens akezora-2 from a folder of weights. */
export async function openAkezora(path: string): Promise<VideoModel> {
  return new AkezoraModel(await openNetworks(path));
}

class AkezoraModel implements VideoModel {
  readonly capabilities = capabilities;
  readonly version: string;
  readonly #networks: Networks;
  /** Shots by plan, so that a run does not read its prompt again. */
  readonly #shotPlans = new WeakMap<GenerationPlan, ShotPlan>();

  constructor(networks: Networks) {
    this.#networks = networks;
    this.version = `${capabilities.id}.${networks.version}`;
  }

  async plan(request: GenerationRequest, machine: Machine): Promise<GenerationPlan> {
    const { plan, shotPlan } = await planClip(request, machine, (canvas) => this.#planShots(request, canvas));
    this.#shotPlans.set(plan, shotPlan);
    return plan;
  }

  async *run(request: GenerationRequest, plan: GenerationPlan, context: RunContext) {
    const canvas = { aspect: plan.scene!.aspect, seconds: plan.seconds, seed: plan.seed };
    const shotPlan = this.#shotPlans.get(plan) ?? (await this.#planShots(request, canvas));
    yield* runClip(plan, shotPlan, this.#networks, context);
  }

  graphs() {
    return this.#networks.graphs();
  }

  async #planShots(asked: GenerationRequest, canvas: Canvas): Promise<ShotPlan> {
    const { world, reader, art } = this.#networks;
    const { request, notices } = await withStickersAsActors(asked);
    const size = nativeSizes[canvas.aspect];
    const cast = await readCast(request, { model: capabilities.id, world, size, reader });
    const changed = await changedRequest(request, canvas.seconds, { world, art: await art(), cast });
    const continued = changed?.request ?? (await withEarlierScene(request, canvas.seconds));
    const contents = await readConditions(continued, canvas.seconds, size, reader);
    const backdrop = await readBackdrop(continued);
    const planned = await planShots(continued, canvas, { world, contents, cast, art, backdrop });
    const held = heldPictures(contents);
    const joined = contents.flatMap(({ join, index }) => (join === undefined ? [] : [index]));
    return {
      ...planned,
      ...(changed === undefined ? {} : { changes: changed.changes, notUnderstood: changed.notUnderstood }),
      notices: [...notices, ...planned.notices],
      request: changed?.request ?? request,
      ...{ cast, backdrop, held, joined },
    };
  }
}
