import type { GenerationPlan, GenerationRequest, Scene } from '@akezora/contract';
import type { Machine } from '../../machine/machine.ts';
import { int8Precision } from '../../runtime/cpu.ts';
import type { RunContext, StillMaker, VideoModel } from '../model.ts';
import { readCast } from './actors/cast.ts';
import type { CastMember } from './actors/cast-member.ts';
import { artOfModel } from './art/model-art.ts';
import type { Art } from './art/shelf.ts';
import { readBackdrop } from './backdrop/read-backdrop.ts';
import { capabilities } from './capabilities.ts';
import { nativeSizes } from './frame-sizes.ts';
import { planBlend } from './inputs/blend.ts';
import { changedRequest } from './inputs/changed-request.ts';
import { heldPictures, readConditions } from './inputs/condition-content.ts';
import { checkConditions } from './inputs/conditions.ts';
import { withEarlierScene } from './inputs/earlier-scene.ts';
import { withStickersAsActors } from './inputs/stickers.ts';
import { type Networks, openNetworks } from './networks.ts';
import { isDraft, planClip } from './plan.ts';
import { withKnownActors } from './prompt/roles.ts';
import { runClip } from './run.ts';
import { withoutBackdrop } from './scene/on-backdrop.ts';
import { planShots } from './scene/plan-shots.ts';
import type { Canvas, ShotPlan } from './scene/shot.ts';
import { AkezoraStills } from './stills.ts';

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
    const { plan, shotPlan } = await planClip(request, machine, {
      checkInputs: (seconds) => checkConditions(request, seconds),
      planShots: (canvas) => this.#planShots(request, canvas),
      precision: int8Precision,
    });
    this.#shotPlans.set(plan, shotPlan);
    return plan;
  }

  async *run(request: GenerationRequest, plan: GenerationPlan, context: RunContext) {
    try {
      yield* runClip(plan, await this.#shotsOf(request, plan), this.#networks, context);
    } catch (failure) {
      // A network that failed may fail again.
      if (context.keep === true && !context.signal.aborted) await this.release();
      throw failure;
    }
  }

  async prepare(request: GenerationRequest, machine: Machine): Promise<void> {
    // The first plan takes several times as long as those after it.
    const plan = await this.plan(request, machine);
    await this.#networks.prepare(plan, { threads: machine.threads, draft: isDraft(request) });
  }

  release(): Promise<void> {
    return this.#networks.release();
  }

  openStills({ threads }: Machine): StillMaker {
    return new AkezoraStills(this.#networks, threads, (request, plan) => this.#shotsOf(request, plan));
  }

  async art() {
    return artOfModel(await this.#networks.art(), this.#networks.world);
  }

  graphs() {
    return this.#networks.graphs();
  }

  async #shotsOf(request: GenerationRequest, plan: GenerationPlan): Promise<ShotPlan> {
    const canvas = { aspect: plan.scene!.aspect, seconds: plan.seconds, seed: plan.seed };
    return this.#shotPlans.get(plan) ?? this.#planShots(request, canvas);
  }

  async #planShots(asked: GenerationRequest, canvas: Canvas): Promise<ShotPlan> {
    const { world, reader, art } = this.#networks;
    const { request, notices } = await withStickersAsActors(asked);
    const size = nativeSizes[canvas.aspect];
    const cast = await readCast(request, { model: capabilities.id, world, size, reader });
    const blend = await planBlend(request, canvas, { world, shown: shownWith(cast, await art()) });
    if (blend?.shots !== undefined) {
      const { shots, wipe, joined } = blend;
      const said = { unknownWords: [], notices: [...notices, ...blend.notices] };
      return { ...said, shots, request: blend.request, cast, held: [], joined, ...(wipe && { wipe }) };
    }
    const faded = blend?.request ?? request;
    const changed = await changedRequest(faded, canvas.seconds, { world, art: await art(), cast });
    const continued = changed?.request ?? (await withEarlierScene(faded, canvas.seconds));
    const contents = await readConditions(continued, canvas.seconds, size, reader);
    const backdrop = await readBackdrop(continued);
    const planned = await planShots(continued, canvas, { world, contents, cast, art, backdrop });
    const held = heldPictures(contents);
    const joined = contents.flatMap(({ join, index }) => (join === undefined ? [] : [index]));
    return {
      ...planned,
      ...(changed === undefined ? {} : { changes: changed.changes, notUnderstood: changed.notUnderstood }),
      notices: [...notices, ...(blend?.notices ?? []), ...planned.notices],
      request: changed?.request ?? faded,
      ...{ cast, backdrop, held, joined },
      ...(blend?.wipe && { wipe: blend.wipe }),
    };
  }
}

/** A scene with the pictures that are known, and whether that is all of it. */
const shownWith = (cast: readonly CastMember[], art: Art) => (scene: Scene) => {
  const known = withKnownActors(scene, cast, art);
  const whole = known.missing.length === 0 && scene.backdrop === undefined;
  return { scene: withoutBackdrop(known.scene), whole };
};
