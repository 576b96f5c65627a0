import { AkezoraError, type GenerationRequest, type ModelCapabilities, type Notice } from '@akezora/contract';

/** What will be made, in pixels and frames; `native` is what the model paints, a multiple of its grid. */
export interface ClipShape {
  readonly width: number;
  readonly height: number;
  readonly native: { readonly width: number; readonly height: number };
  readonly frames: number;
  readonly fps: number;
  readonly notices: readonly Notice[];
}

const ratios = { '16:9': 16 / 9, '9:16': 9 / 16, '1:1': 1 } as const;

const nearest = (value: number, step: number, low: number, high: number): number =>
  Math.min(Math.floor(high / step) * step, Math.max(Math.ceil(low / step) * step, Math.round(value / step) * step));

/**
 * Sizes and length of a request on the model's grid. A size that was asked in pixels is made exactly, cut from the next
 * larger grid size; a resolution name gives the nearest grid size.
 * @throws AkezoraError `size_unsupported`, `seconds_unsupported`, `option_unsupported`.
 */
export function clipShape(
  request: GenerationRequest,
  capabilities: ModelCapabilities,
  compression: { readonly space: number; readonly time: number },
): ClipShape {
  const notices: Notice[] = [];
  const { sizes, seconds: limits } = capabilities;
  const grid = compression.space;
  const ratio = ratios[request.aspect ?? '16:9'];
  const short = Number.parseInt(request.resolution ?? '480p', 10);
  const wanted = request.size ?? {
    width: ratio >= 1 ? short * ratio : short,
    height: ratio >= 1 ? short : short / ratio,
  };
  const outside =
    wanted.width > sizes.maxWidth ||
    wanted.height > sizes.maxHeight ||
    (request.size && (wanted.width < sizes.minWidth || wanted.height < sizes.minHeight));
  const near = {
    width: nearest(wanted.width, grid, sizes.minWidth, sizes.maxWidth),
    height: nearest(wanted.height, grid, sizes.minHeight, sizes.maxHeight),
  };
  if (outside)
    throw new AkezoraError('size_unsupported', {
      field: 'size',
      model: capabilities.name,
      asked: `${Math.round(wanted.width)}×${Math.round(wanted.height)}`,
      nearest: `${near.width}×${near.height}`,
    });
  const native = request.size
    ? { width: Math.ceil(wanted.width / grid) * grid, height: Math.ceil(wanted.height / grid) * grid }
    : near;
  const cut = request.size !== undefined && (native.width !== wanted.width || native.height !== wanted.height);
  if (cut)
    notices.push({
      code: 'size_cut',
      field: 'size',
      message: {
        en: `${capabilities.name} paints multiples of ${grid}: ${native.width}×${native.height} is made and cut to ${wanted.width}×${wanted.height}. Without cutting, the nearest is ${near.width}×${near.height}.`,
        ja: `${capabilities.name} は ${grid} の倍数で描きます。${native.width}×${native.height} で作り、${wanted.width}×${wanted.height} に切り抜きます。切り抜かずに済む最も近い大きさは ${near.width}×${near.height} です。`,
      },
    });
  const fps = request.fps ?? capabilities.fps.default;
  const seconds = request.seconds ?? limits.default;
  if (seconds < limits.min || seconds > limits.max)
    throw new AkezoraError('seconds_unsupported', {
      field: 'seconds',
      model: capabilities.name,
      min: limits.min,
      max: limits.max,
      asked: seconds,
    });
  const asked = Math.max(1, Math.round(seconds * fps));
  const frames = Math.round((asked - 1) / compression.time) * compression.time + 1;
  if (request.seconds !== undefined && frames !== asked)
    notices.push({
      code: 'frames_rounded',
      field: 'seconds',
      message: {
        en: `${capabilities.name} makes ${compression.time}·n + 1 frames: ${frames} instead of ${asked} (${(frames / fps).toFixed(2)} s).`,
        ja: `${capabilities.name} のフレーム数は ${compression.time}·n + 1 です。${asked} ではなく ${frames}フレーム（${(frames / fps).toFixed(2)}秒）になります。`,
      },
    });
  const output = cut || request.size ? wanted : native;
  return { width: output.width, height: output.height, native, frames, fps, notices };
}
