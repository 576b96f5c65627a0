/** The size of a clip where the request gives none in pixels: the one the model was trained at, upright or square as asked. */
import type { GenerationRequest, ModelCapabilities, Notice } from '@akezora/contract';
import { type CogKind, trainedSize } from './checkpoints.ts';

/** A request with a size in pixels, and what is to be said of it. */
export interface SizedRequest {
  readonly request: GenerationRequest;
  readonly notices: readonly Notice[];
}

/** Gives a request the trained size of its aspect. An aspect or resolution that was asked for and that is not met is said. */
export function withTrainedSize(
  request: GenerationRequest,
  kind: CogKind,
  { name, sizes }: Pick<ModelCapabilities, 'name' | 'sizes'>,
): SizedRequest {
  if (request.size !== undefined) return { request, notices: [] };
  const fixed = sizes.minWidth === sizes.maxWidth;
  const { width, height } = fixed ? { width: sizes.maxWidth, height: sizes.maxHeight } : trainedSize(kind);
  const aspect = fixed ? '16:9' : (request.aspect ?? '16:9');
  const size = {
    width: aspect === '16:9' ? width : height,
    height: aspect === '9:16' ? width : height,
  };
  const asked = request.aspect !== undefined || request.resolution !== undefined;
  return { request: { ...request, size }, notices: asked ? [trainedNotice(name, size, fixed)] : [] };
}

function trainedNotice(name: string, size: { width: number; height: number }, fixed: boolean): Notice {
  const { width, height } = size;
  return {
    code: 'size_trained',
    field: 'size',
    message: {
      en: `${name} makes ${width}×${height}, as it was trained.${fixed ? '' : ' Other sizes can be given in pixels.'}`,
      ja: `${name} は学習時と同じ ${width}×${height} で作ります。${fixed ? '' : 'ほかの大きさはピクセルで指定できます。'}`,
    },
  };
}
