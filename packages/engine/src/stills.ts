import { AkezoraError, boxModel, type GenerationRequestInput } from '@akezora/contract';
import { describeMachine } from './machine/machine.ts';
import { openModel } from './models/index.ts';
import { type ComputeOptions, planRequest } from './plan.ts';
import { still } from './video/stills.ts';

/** A small picture of one moment of a clip that has not been made. */
export interface MomentStill {
  /** WebP. */
  readonly image: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Makes stills of requests to one model, whose weights stay loaded until it is closed. */
export interface Stills {
  /**
   * Makes a still of a request at `at` seconds of its clip; from the end on it is the last frame. Without a seed each still shows
   * another staging. One still at a time.
   * @throws AkezoraError what a plan of the request throws; `cancelled` or the signal's reason.
   */
  make(
    input: GenerationRequestInput,
    options: { readonly at: number; readonly signal?: AbortSignal },
  ): Promise<MomentStill>;
  /** Frees its memory. No still may be in the making. */
  close(): Promise<void>;
}

/** Quality of the WebP, at which a still has about 4 kB. */
const quality = 82;

/**
 * Opens what makes stills with a model: small pictures, in about a second each, of how a clip would look at a moment.
 * @throws AkezoraError `model_unknown`; `stills_unsupported` for models that need longer; `device_unavailable`.
 */
export async function openStills(reference: string = boxModel, options: ComputeOptions = {}): Promise<Stills> {
  const model = await openModel(reference);
  const maker = model.openStills?.(await describeMachine(options.device));
  if (maker === undefined)
    throw new AkezoraError('stills_unsupported', { field: 'model', model: model.capabilities.id });
  return {
    async make(input, { at, signal = new AbortController().signal }) {
      try {
        const { request, plan } = await planRequest(input, model, options);
        const frame = await maker.make(request, plan, at, signal);
        const image = await still(frame, { format: 'webp', quality });
        return { image: Uint8Array.from(image), width: frame.width, height: frame.height };
      } catch (thrown) {
        throw AkezoraError.from(signal.aborted ? (signal.reason ?? thrown) : thrown);
      }
    },
    close: () => maker.close(),
  };
}
