import { AkezoraError, type DeviceName } from '@akezora/contract';

/** Whether a model's default clip fits this machine now: its cost, or the error. */
export type Fit =
  | { readonly kind: 'fits'; readonly memoryBytes: number; readonly seconds: number }
  | { readonly kind: 'refused'; readonly error: AkezoraError };

/** Plans a default request of a model; no weights are loaded. */
export async function modelFits(id: string, device?: DeviceName): Promise<Fit> {
  const { openModel, planRequest } = await import('@akezora/engine');
  try {
    const { plan } = await planRequest(
      { model: id, prompt: 'a fox', seed: 1 },
      await openModel(id),
      device === undefined ? {} : { device },
    );
    return { kind: 'fits', memoryBytes: plan.peakMemoryBytes, seconds: plan.estimatedSeconds };
  } catch (thrown) {
    return { kind: 'refused', error: AkezoraError.from(thrown) };
  }
}
