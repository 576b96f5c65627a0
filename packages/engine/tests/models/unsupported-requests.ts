import { aspects, type GenerationRequestInput, type ModelCapabilities, resolutions } from '@akezora/contract';

/** One request for everything that the capabilities of a model leave out. */
export function unsupportedRequests(model: ModelCapabilities): Partial<GenerationRequestInput>[] {
  const { controls, conditions, seconds, fps, steps, guidance, sizes, qualities, presets } = model;
  const image = { source: { kind: 'image', file: 'image.png' } } as const;
  const video = { source: { kind: 'video', file: 'video.mp4' } } as const;
  const outside = aspects.find((aspect) => !model.aspects.includes(aspect));
  const resolution = resolutions.find((one) => !model.resolutions.includes(one));
  const without = (has: boolean, request: Partial<GenerationRequestInput>) => (has ? [] : [request]);
  return [
    { prompt: ' ' },
    { seconds: seconds.max + 1 },
    { fps: Math.max(...fps.values) + 7 },
    { steps: steps.max + 1 },
    { size: { width: sizes.maxWidth + 16, height: sizes.maxHeight } },
    { preset: 'no-such-preset' },
    ...(seconds.min > 0.1 ? [{ seconds: seconds.min / 2 }] : []),
    ...(outside === undefined ? [] : [{ aspect: outside }]),
    ...(resolution === undefined ? [] : [{ resolution }]),
    ...without(guidance !== null, { guidance: 3 }),
    ...without(model.perturbation !== undefined, { perturbation: 1 }),
    ...without(model.rescale !== undefined, { rescale: 0.5 }),
    ...without(model.inputCrf !== undefined, { inputCrf: 20 }),
    ...without(model.decoders !== undefined, { decoder: 'tiny' }),
    ...(model.perturbation === undefined ? [] : [{ perturbation: model.perturbation.max + 1 }]),
    ...(guidance === null ? [] : [{ guidance: guidance.max + 1 }]),
    ...without(qualities.includes('best'), { quality: 'best' }),
    ...without(presets.length > 0, { preset: 'any' }),
    ...without(conditions.image, { conditions: [image] }),
    ...without(conditions.video, { conditions: [video] }),
    ...without(conditions.anyFrame, { conditions: [{ ...image, at: 0.1 }] }),
    ...without(conditions.strength, { conditions: [{ ...image, strength: 0.5 }] }),
    ...without(controls.negativePrompt, { negativePrompt: 'blurry' }),
    ...without(controls.loop, { loop: 'short' }),
    ...without(controls.storyboard, { storyboard: [{ at: 0, prompt: 'a fox' }] }),
    ...without(controls.scene, { scene: { version: 1, place: 'forest' } }),
    ...without(controls.actors, { actors: [{ name: 'momo' }] }),
    ...without(controls.transition, { transition: 'wipe' }),
    ...without(controls.backdrop, { backdrop: { image: 'hills.png' } }),
    ...without(controls.loras, { loras: [{ file: 'style.safetensors' }] }),
    ...without(controls.draft, { finish: { upscale: false } }),
  ];
}
