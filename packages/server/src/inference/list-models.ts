import { AkezoraError, type ModelCapabilities, type Text } from '@akezora/contract';
import type { EngineModule } from './engine.ts';
import { availableMemory } from './memory.ts';
import type { KnownModel } from './protocol.ts';

type Fit = Pick<KnownModel, 'fits' | 'reason'>;

/**
 * Every model the engine can open on this machine and every one it could fetch: those in the box, published ones, and
 * ones added from a folder or file. Those that are here are planned, so that it is known whether they fit.
 */
export async function knownModels(engine: EngineModule, device: string): Promise<KnownModel[]> {
  const [published, installed] = await Promise.all([engine.publishedModels(), engine.installedModels()]);
  const models: KnownModel[] = [];
  for (const { capabilities, source, weightBytes } of published) {
    const boxed = source === 'built-in';
    const here = installed.find((model) => model.id === capabilities.id);
    const fit = boxed || here !== undefined ? await fitOf(engine, capabilities, device) : unknownFit;
    models.push({
      capabilities,
      place: boxed ? 'box' : 'local',
      installed: boxed || here !== undefined,
      bytes: here?.bytes ?? weightBytes,
      ...fit,
    });
  }
  const names = new Set(published.map(({ capabilities }) => capabilities.id));
  for (const { id, bytes } of installed) {
    if (names.has(id)) continue;
    models.push({ ...(await addedModel(engine, id, device)), place: 'local', installed: true, bytes });
  }
  return models;
}

/** What cannot be known: its weights are elsewhere. */
export const unknownFit: Fit = { fits: 'unknown', reason: null };

/** A model that was added under a name of the user's, which is the name one asks for it by. */
async function addedModel(
  engine: EngineModule,
  id: string,
  device: string,
): Promise<Fit & { readonly capabilities: ModelCapabilities }> {
  try {
    const { capabilities } = await engine.openModel(id);
    const named = { ...capabilities, id, name: `${capabilities.name} (${id})` };
    return { capabilities: named, ...(await fitOf(engine, named, device)) };
  } catch (thrown) {
    return { capabilities: unreadable(id), fits: 'no', reason: whyNot(thrown) };
  }
}

/** Plans the model's smallest clip; nothing large is loaded. */
async function fitOf(engine: EngineModule, model: ModelCapabilities, device: string): Promise<Fit> {
  const { id, seconds, resolutions } = model;
  const smallest = { model: id, prompt: 'a fox', seed: 1, seconds: seconds.min, resolution: resolutions[0] };
  try {
    const { plan } = await engine.planRequest(smallest, await engine.openModel(id), device);
    return { fits: plan.peakMemoryBytes > 0.8 * (await availableMemory()) ? 'tight' : 'fits', reason: null };
  } catch (thrown) {
    return { fits: 'no', reason: whyNot(thrown) };
  }
}

function whyNot(thrown: unknown): Text {
  const { text, remedy } = AkezoraError.from(thrown);
  return { en: `${text.en} ${remedy.en}`, ja: `${text.ja}${remedy.ja}` };
}

/** An added model whose files can no longer be read: it is shown with the reason, and can do nothing. */
const unreadable = (id: string): ModelCapabilities => ({
  id,
  name: id,
  family: 'unknown',
  summary: { en: 'Its files cannot be read.', ja: 'ファイルを読めません。' },
  licence: 'unknown',
  languages: [],
  promptLimit: { unit: 'characters', max: 10_000 },
  aspects: ['16:9'],
  resolutions: ['360p'],
  sizes: { multipleOf: 2, minWidth: 64, maxWidth: 1920, minHeight: 64, maxHeight: 1920 },
  seconds: { min: 1, max: 60, default: 4 },
  fps: { values: [24], default: 24 },
  steps: { min: 1, max: 1, default: 1 },
  guidance: null,
  qualities: [],
  conditions: { image: false, video: false, anyFrame: false, strength: false },
  controls: {
    scene: false,
    storyboard: false,
    loop: false,
    extend: false,
    remix: false,
    blend: false,
    negativePrompt: false,
    characters: false,
    loras: false,
  },
  presets: [],
  audio: 'none',
});
