import type { GenerationPlan, GenerationRequest } from '@akezora/contract';
import type { Machine } from '../../machine/machine.ts';
import type { RunContext, VideoModel } from '../model.ts';
import { capabilities } from './capabilities.ts';
import { nativeSizes } from './frame-sizes.ts';
import { readConditions } from './inputs/condition-content.ts';
import { withEarlierScene } from './inputs/earlier-scene.ts';
import { type Networks, openNetworks } from './networks.ts';
import { planClip } from './plan.ts';
import { readCharacters } from './prompt/characters.ts';
import { runClip } from './run.ts';
import { planShots } from './scene/plan-shots.ts';
import type { Canvas, ShotPlan } from './scene/shot.ts';

/** Opens akezora-1 from a folder of weights. */
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
    this.version = `akezora-1.${networks.version}`;
  }

  async plan(request: GenerationRequest, machine: Machine): Promise<GenerationPlan> {
    const { plan, shotPlan } = await planClip(request, machine, (canvas) => this.#planShots(request, canvas));
    this.#shotPlans.set(plan, shotPlan);
    return plan;
  }

  async *run(request: GenerationRequest, plan: GenerationPlan, context: RunContext) {
    const canvas = { aspect: plan.scene!.aspect, seconds: plan.seconds, seed: plan.seed };
    const { shots } = this.#shotPlans.get(plan) ?? (await this.#planShots(request, canvas));
    yield* runClip(request, plan, shots, this.#networks, context);
  }

  graphs() {
    return this.#networks.graphs();
  }

  async #planShots(request: GenerationRequest, canvas: Canvas): Promise<ShotPlan> {
    const { world, director, reader } = this.#networks;
    const continued = await withEarlierScene(request, canvas.seconds);
    const size = nativeSizes[canvas.aspect];
    const contents = await readConditions(continued, canvas.seconds, size, reader);
    const characters = await readCharacters(continued, capabilities.id, world, size, reader);
    return planShots(continued, canvas, { world, director, contents, characters });
  }
}
