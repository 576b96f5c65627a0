/** The networks of clips, and how they are kept from one clip to the next. */
import type { GenerationPlan } from '@akezora/contract';
import type { CastMember } from './actors/cast-member.ts';
import type { Backdrop } from './backdrop/read-backdrop.ts';
import type { PictureOf } from './compositor/picture.ts';
import type { FinishFrame } from './finisher/frame-finisher.ts';
import type { Kept } from './kept.ts';
import type { WriteImage } from './painter/feature-image.ts';
import type { Painter } from './painter/painter.ts';
import { shapeOf, usualWindows, type Window } from './painter/windows.ts';

/** How the frames of a clip are made. */
export interface ClipOptions {
  /** Threads of the networks. */
  readonly threads: number;
  /** Whether frames stay at the painter's size, without the finisher. */
  readonly draft: boolean;
  /** Actors, whose pictures scenes may show. */
  readonly cast: readonly CastMember[];
  /** The picture in place of the scenery. Default: none. */
  readonly backdrop?: Backdrop | undefined;
  /** The first window, whose program is loaded with all else. Default: it is loaded when the window is painted. */
  readonly first?: Window | undefined;
  /** Threads that make frames; 0 makes them where the painter runs. Default: as many as `threads`, up to four. */
  readonly frameThreads?: number;
  /** Whether the networks stay loaded for the next clip of their size, until `release`. Default false. */
  readonly keep?: boolean;
}

/** What of a plan its networks depend on. */
export type ClipPlan = Pick<GenerationPlan, 'width' | 'height' | 'native' | 'precision'>;

/** The networks that make the frames of one clip. */
export interface ClipNetworks {
  readonly painter: Painter;
  readonly finisher: FinishFrame;
  /** Frames that the finisher should have in the making at once, so that it never waits. */
  readonly framesAtOnce: number;
  readonly writeImage: WriteImage;
  close(): Promise<void>;
}

/** More would wait for the encoder. */
const mostFrameThreads = 4;

/** Networks that show the pictures of whichever clip they make. */
export interface KeptNets extends Pick<ClipNetworks, 'painter' | 'finisher' | 'close'> {
  show(pictures: PictureOf): void;
}

/** Loads the networks of a clip. */
export type LoadNets = (plan: ClipPlan, options: Omit<ClipOptions, 'cast'>) => Promise<KeptNets>;

/** Threads that make the frames of a clip. */
export const frameThreadsOf = ({
  threads,
  frameThreads = Math.min(threads, mostFrameThreads),
}: Pick<ClipOptions, 'threads' | 'frameThreads'>) => frameThreads;

/** Which clips can have the same networks. */
export function keyOf({ width, height, native, precision }: ClipPlan, options: Omit<ClipOptions, 'cast'>): string {
  const { threads, draft } = options;
  return JSON.stringify([
    width,
    height,
    native.width,
    native.height,
    precision,
    threads,
    frameThreadsOf(options),
    draft,
  ]);
}

/** Loads networks with the programs of the windows that nearly every clip has. */
export async function loadUsual(plan: ClipPlan, options: Omit<ClipOptions, 'cast'>, load: LoadNets): Promise<KeptNets> {
  const nets = await load(plan, { ...options, first: usualWindows[0] });
  for (const window of usualWindows) await nets.painter.prepare(shapeOf(window));
  return nets;
}

/** Takes the kept networks for a clip, whose `close` gives them back. */
export async function takeKept(
  kept: Kept<KeptNets>,
  plan: ClipPlan,
  options: ClipOptions,
  load: LoadNets,
): Promise<KeptNets> {
  const { kept: nets, done } = await kept.use(keyOf(plan, options), () => load(plan, options));
  const close = async () => {
    try {
      nets.show(() => undefined);
      nets.finisher.forget();
      await nets.painter.keepOnly(usualWindows.map(shapeOf));
    } finally {
      done();
    }
  };
  try {
    if (options.first !== undefined) await nets.painter.prepare(shapeOf(options.first));
    return { ...nets, close };
  } catch (failure) {
    done();
    throw failure;
  }
}
