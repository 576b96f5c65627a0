import { type ClipFacts, type GenerationPlan, type GenerationRequest, generator, publicFacts } from '@akezora/contract';
import type { VideoModel } from './models/model.ts';
import { openFrameMarks } from './provenance/marks/mark-frames.ts';
import { payloadText } from './provenance/marks/payload-text.ts';
import { leavesOut } from './video/sound/leaves-out.ts';

/**
 * Facts that name the marks of a clip, and what puts those into its frames.
 * @param payloadOfFacts the payload of the invisible mark, asked for where there is one
 */
export async function withMarks(
  facts: ClipFacts,
  { width, height, fps }: GenerationPlan,
  payloadOfFacts: () => bigint | Promise<bigint>,
) {
  const { invisible = true, visible } = facts.request.marks ?? {};
  const payload = invisible ? await payloadOfFacts() : undefined;
  const isSeen = visible !== undefined && visible.kind !== 'none';
  const mark = await openFrameMarks({
    ...{ width, height, fps },
    ...(payload === undefined ? {} : { payload }),
    ...(isSeen ? { visible } : {}),
  });
  if (mark === undefined) return { facts, mark };
  const marks = {
    ...(payload === undefined ? {} : { invisible: payloadText(payload) }),
    ...(isSeen ? { visible: visible.kind } : {}),
  };
  return { facts: { ...facts, marks }, mark };
}

/** Facts of a generated clip. They leave the machine with the file, so they name files without their folders. */
export function factsOf(
  model: Pick<VideoModel, 'version'>,
  request: GenerationRequest,
  plan: GenerationPlan,
  names?: Readonly<Record<string, string>>,
): ClipFacts {
  const leftOut = plan.notices.filter(({ code }) => leavesOut(code)).map(({ message }) => message);
  const facts: ClipFacts = {
    generator,
    model: plan.model,
    modelVersion: model.version,
    kernels: `${plan.device}:${plan.precision}`,
    seed: plan.seed,
    prompt: request.prompt,
    ...(request.negativePrompt === undefined ? {} : { negativePrompt: request.negativePrompt }),
    ...(plan.scene === undefined ? {} : { scene: plan.scene }),
    ...(plan.shots === undefined ? {} : { shots: plan.shots }),
    ...(plan.actors === undefined ? {} : { actors: plan.actors }),
    ...(plan.backdrop === undefined ? {} : { backdrop: plan.backdrop }),
    ...(plan.loras === undefined ? {} : { loras: plan.loras }),
    ...(plan.changes === undefined ? {} : { changes: plan.changes }),
    unknownWords: plan.unknownWords,
    ...(leftOut.length === 0 ? {} : { leftOut }),
    width: plan.width,
    height: plan.height,
    fps: plan.fps,
    seconds: plan.seconds,
    frames: plan.frames,
    steps: plan.steps,
    guidance: plan.guidance,
    ...(plan.decoder === undefined ? {} : { decoder: plan.decoder }),
    codec: plan.codec,
    ...(request.parent === undefined ? {} : { parent: request.parent }),
    request,
  };
  return publicFacts(facts, names);
}
