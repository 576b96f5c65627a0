/** Painter and finisher of clips, wherever their weights lie and whatever runs them. */
import type { GenerationPlan } from '@akezora/contract';
import type { LinearPrecision } from '../../graph/builder.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { type ClipNetworks, type ClipOptions, frameThreadsOf, type KeptNets } from './clip-networks.ts';
import type { Compositor } from './compositor/compositor.ts';
import type { PictureOf } from './compositor/picture.ts';
import { draftFinisher } from './finisher/draft-finisher.ts';
import { Finisher, type FinisherConfig, type FinisherOptions } from './finisher/finisher.ts';
import type { FinishFrame } from './finisher/frame-finisher.ts';
import type { Size } from './frame-sizes.ts';
import { painterImages } from './painter/feature-image.ts';
import { Painter, type PainterConfig } from './painter/painter.ts';
import { shapeOf } from './painter/windows.ts';
import type { World } from './scene/world.ts';

/** config.json of the weights. */
export interface ModelConfig {
  readonly version: number;
  readonly painter: PainterConfig;
  readonly finisher: FinisherConfig;
}

/** How a clip's scenes are drawn. */
export interface Drawing {
  readonly compositor: Compositor;
  readonly pictures: Promise<PictureOf>;
  readonly world: World;
}

/** What painter and finisher are made from. */
export interface NetSources {
  readonly painter: TensorSource;
  readonly finisher: TensorSource;
  readonly runtime: Runtime;
  /** Opens what makes the frames with the finisher's net. */
  readonly maker: FinisherOptions['maker'];
  /** Closes the sources. */
  close(): Promise<void>;
}

/** What painter and finisher are loaded for. */
export interface NetOptions
  extends Required<Pick<ClipOptions, 'threads' | 'draft' | 'frameThreads'>>,
    Pick<ClipOptions, 'first'> {
  readonly native: Size;
  readonly output: Size;
  readonly precision: LinearPrecision;
  readonly pictures: PictureOf | Promise<PictureOf>;
}

/** Painter and finisher, ready to work. */
export type LoadedNets = Pick<ClipNetworks, 'painter' | 'finisher' | 'close'>;

/** Loads painter and finisher at the same time. The sources are closed with them, or when they cannot be loaded. */
export async function loadPair(
  sources: NetSources,
  config: ModelConfig,
  world: World,
  { native, output, precision, draft, first, pictures }: NetOptions,
): Promise<LoadedNets> {
  const { runtime, maker } = sources;
  const likes = Object.fromEntries(
    [...world.places.values()].flatMap(({ name, like }) => (like === undefined ? [] : [[name, like]])),
  );
  const painter = new Painter({ ...config.painter, likes }, sources.painter, runtime, native, precision);
  const finishing: Promise<FinishFrame> = draft
    ? Promise.resolve(draftFinisher(native))
    : Finisher.load(sources.finisher, {
        ...{ config: config.finisher, world, pictures, size: native, output, precision, maker },
      });
  const prepared = first === undefined ? Promise.resolve() : painter.prepare(shapeOf(first));
  const close = async () => {
    try {
      await Promise.all([painter.free(), finishing.then((finisher) => finisher.free())]);
    } finally {
      await sources.close();
    }
  };
  try {
    const [finisher] = await Promise.all([finishing, prepared]);
    return { painter, finisher, close };
  } catch (failure) {
    await Promise.allSettled([finishing, prepared]);
    await close().catch(() => undefined);
    throw failure;
  }
}

/** Waits for the networks and, at the same time, for the pictures: most of both is work for other threads. */
export async function netsForClip(
  loading: KeptNets | Promise<KeptNets>,
  { world, pictures, compositor }: Drawing,
  { native }: Pick<GenerationPlan, 'native'>,
  options: Pick<ClipOptions, 'threads' | 'frameThreads'>,
): Promise<ClipNetworks> {
  try {
    const [drawn, nets] = await Promise.all([pictures, loading]);
    nets.show(drawn);
    const { painter, finisher, close } = nets;
    return {
      ...{ painter, finisher, close },
      // One more for each thread, for while the painter keeps this one busy.
      framesAtOnce: 2 * Math.max(1, frameThreadsOf(options)),
      writeImage: painterImages(compositor, drawn, world, native),
    };
  } catch (failure) {
    await Promise.resolve(loading)
      .then((nets) => nets.close())
      .catch(() => undefined);
    throw failure;
  }
}
