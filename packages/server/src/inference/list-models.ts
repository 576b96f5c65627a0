import { AkezoraError, type ModelCapabilities, noControls, sentencesIn, type Text } from '@akezora/contract';
import type { EngineModule, OpenedModel } from './engine.ts';
import type { ListedModel } from './protocol.ts';

type Fit = Pick<ListedModel, 'fits' | 'reason'>;

/**
 * Lists every model that the engine can open or download on this machine: built-in ones, published ones, and ones added
 * from a folder or file. Installed models are planned to find out whether their smallest clip fits in memory.
 */
export async function listModels(engine: EngineModule, device: string): Promise<ListedModel[]> {
  const [published, installed, decoders] = await Promise.all([
    engine.publishedModels(),
    engine.installedModels(),
    engine.installedDecoders(),
  ]);
  const models: Omit<ListedModel, 'decoder'>[] = [];
  for (const { capabilities, source, weightBytes } of published) {
    const builtIn = source === 'built-in';
    const local = installed.find((model) => model.id === capabilities.id);
    const here = builtIn || local !== undefined;
    models.push({
      ...(here ? await installedModel(engine, capabilities, device) : { capabilities, ...unknownFit }),
      place: builtIn ? 'box' : 'local',
      installed: here,
      bytes: local?.bytes ?? weightBytes,
    });
  }
  const names = new Set(published.map(({ capabilities }) => capabilities.id));
  for (const { id, bytes } of installed) {
    if (names.has(id)) continue;
    models.push({ ...(await addedModel(engine, id, device)), place: 'local', installed: true, bytes });
  }
  return models.map((model) => {
    const decoder = decoders.find(({ family }) => family === model.capabilities.family);
    return { ...model, decoder: decoder === undefined ? null : { id: decoder.id, bytes: decoder.bytes } };
  });
}

/** An installed model with the LoRAs that fit it, which only its weights tell. */
async function installedModel(
  engine: EngineModule,
  capabilities: ModelCapabilities,
  device: string,
): Promise<Fit & { readonly capabilities: ModelCapabilities }> {
  try {
    const opened = await engine.openModel(capabilities.id);
    const { loras } = opened.capabilities;
    const fit = await fitOf(engine, opened, capabilities, device);
    return {
      capabilities: capabilities.controls.loras && loras !== undefined ? { ...capabilities, loras } : capabilities,
      ...fit,
    };
  } catch (thrown) {
    return { capabilities, fits: 'no', reason: reasonOf(thrown) };
  }
}

/** For models whose weights are not on this machine. */
export const unknownFit: Fit = { fits: 'unknown', reason: null };

/** A model that a user added: its id is the name that the user gave. */
async function addedModel(
  engine: EngineModule,
  id: string,
  device: string,
): Promise<Fit & { readonly capabilities: ModelCapabilities }> {
  try {
    const opened = await engine.openModel(id);
    const { capabilities } = opened;
    const named = { ...capabilities, id, name: `${capabilities.name} (${id})` };
    return { capabilities: named, ...(await fitOf(engine, opened, named, device)) };
  } catch (thrown) {
    return { capabilities: unreadable(id), fits: 'no', reason: reasonOf(thrown) };
  }
}

/** Plans the model's smallest clip, without loading weights. */
async function fitOf(
  engine: EngineModule,
  opened: OpenedModel,
  { id, seconds, resolutions }: ModelCapabilities,
  device: string,
): Promise<Fit> {
  const smallest = { model: id, prompt: 'a fox', seed: 1, seconds: seconds.min, resolution: resolutions[0] };
  try {
    const { plan } = await engine.planRequest(smallest, opened, { device });
    return { fits: plan.peakMemoryBytes > 0.8 * (await engine.availableMemory()) ? 'tight' : 'fits', reason: null };
  } catch (thrown) {
    return { fits: 'no', reason: reasonOf(thrown) };
  }
}

function reasonOf(thrown: unknown): Text {
  const { text, remedy } = AkezoraError.from(thrown);
  return { en: sentencesIn('en', text.en, remedy.en), ja: sentencesIn('ja', text.ja, remedy.ja) };
}

/** Placeholder for an added model whose files can no longer be read: listed with the reason, without any control. */
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
  controls: noControls,
  presets: [],
  audio: 'none',
});
