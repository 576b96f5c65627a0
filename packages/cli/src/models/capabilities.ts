import type { ModelCapabilities } from '@akezora/contract';

/** The limits of a model by name, folder or file. Weights of published models are not opened. */
export async function capabilitiesOf(reference: string): Promise<ModelCapabilities> {
  const { openModel, publishedModels } = await import('@akezora/engine');
  const published = (await publishedModels()).find((model) => model.capabilities.id === reference);
  return published?.capabilities ?? (await openModel(reference)).capabilities;
}
