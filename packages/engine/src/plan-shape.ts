import { basename } from 'node:path';
import type { GenerationPlan, GenerationRequest, ModelCapabilities, Notice } from '@akezora/contract';
import { clearShare, stickerShare } from './video/image.ts';
import { type MediaProbe, probe } from './video/probe.ts';

/** A picture or clip that the request shows as frames, with what was measured of it. */
interface Input extends Pick<MediaProbe, 'width' | 'height' | 'alpha'> {
  readonly field: string;
  readonly file: string;
  readonly at: number;
}

/** Width over height of an aspect such as `16:9`. */
const ratioOf = (aspect: string): number => {
  const [width = 16, height = 9] = aspect.split(':').map(Number);
  return width / height;
};

/** How unlike two ratios are; 0 for the same. */
const distance = (a: number, b: number): number => Math.abs(Math.log(a / b));

/**
 * What a request shows as frames. Files that cannot be read are left out: the model's plan refuses them with the reason. So
 * are clips of a library, which are files by now or are refused, and pictures with a transparent ground for a model with
 * actors, which makes them such.
 */
async function inputsOf(
  { conditions = [] }: GenerationRequest,
  { controls }: Pick<ModelCapabilities, 'controls'>,
): Promise<Input[]> {
  const inputs: Input[] = [];
  for (const [index, { source, at }] of conditions.entries()) {
    const media = source.kind === 'clip' ? undefined : await probe(source.file).catch(() => undefined);
    if (source.kind === 'clip' || media === undefined) continue;
    const clear = source.kind === 'image' && media.alpha ? await clearShare(source.file) : 0;
    if (clear >= stickerShare && controls.actors) continue;
    const alpha = source.kind === 'image' ? clear > 0.002 : media.alpha;
    inputs.push({ ...media, alpha, field: `conditions.${index}`, file: basename(source.file), at });
  }
  return inputs;
}

/**
 * A request in the shape of what it begins with, where it asks for none: the aspect of the model that is most like the
 * earliest picture or clip; of two that are equally like it, the model's first.
 */
function inShapeOfInput(
  request: GenerationRequest,
  inputs: readonly Input[],
  { aspects }: Pick<ModelCapabilities, 'aspects'>,
): GenerationRequest {
  if (request.aspect !== undefined || request.size !== undefined || request.scene !== undefined) return request;
  const [first] = [...inputs].sort((a, b) => a.at - b.at);
  if (first === undefined) return request;
  const far = (aspect: string) => distance(first.width / first.height, ratioOf(aspect));
  const [nearest] = [...aspects].sort((a, b) => (Math.abs(far(a) - far(b)) < 1e-6 ? 0 : far(a) - far(b)));
  return nearest === undefined ? request : { ...request, aspect: nearest };
}

/** Share of a picture that may be cut off unsaid: from 16:9 to 1.85:1 it is four in a hundred. */
const unsaid = 0.08;

/** What a plan says of the inputs that lose something: a part of the picture, or their transparency. */
function lossesOf(inputs: readonly Input[], { width, height }: Pick<GenerationPlan, 'width' | 'height'>): Notice[] {
  return inputs.flatMap(({ field, file, alpha, ...size }) => {
    const lost = 1 - Math.exp(-distance(size.width / size.height, width / height));
    const sides = size.width / size.height > width / height ? sideways : upright;
    const share = Math.round(lost * 100);
    const cut: Notice = {
      ...{ code: 'input_cut', field },
      message: {
        en: `${file} is ${size.width}×${size.height}, the clip ${width}×${height}: ${share} % of it is cut off ${sides.en}.`,
        ja: `${file} は ${size.width}×${size.height}、クリップは ${width}×${height} です。${sides.ja}、${share}% が切り取られます。`,
      },
    };
    const onWhite: Notice = {
      ...{ code: 'input_on_white', field },
      message: {
        en: `${file} is transparent in places. It lies on white.`,
        ja: `${file} には透明な部分があります。白い背景に重ねます。`,
      },
    };
    return [...(lost < unsaid ? [] : [cut]), ...(alpha ? [onWhite] : [])];
  });
}

const sideways = { en: 'at its left and right', ja: '左右が合わせて' };
const upright = { en: 'at its top and bottom', ja: '上下が合わせて' };

/** A request in the shape of what it begins with, and what a plan of it says of its inputs. */
export async function readInputs(
  request: GenerationRequest,
  capabilities: ModelCapabilities,
): Promise<{
  request: GenerationRequest;
  losses: (plan: Pick<GenerationPlan, 'width' | 'height'>) => readonly Notice[];
}> {
  const inputs = await inputsOf(request, capabilities);
  return {
    request: inShapeOfInput(request, inputs, capabilities),
    losses: (plan) => lossesOf(inputs, plan),
  };
}
