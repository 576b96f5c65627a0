import { join } from 'node:path';
import type { GenerationPlan, Scene } from '@akezora/contract';
import type { Graph } from '../../graph/graph.ts';
import { int8Precision } from '../../runtime/cpu.ts';
import { onnxNodeRuntime } from '../../runtime/onnx-node.ts';
import { memorySource, type TensorSource } from '../../tensor/source.ts';
import { openWeights } from '../../weights/store.ts';
import { openArt } from './art/art.ts';
import { picturesOfScenes } from './art/scene-pictures.ts';
import type { Art } from './art/shelf.ts';
import { openWeightsFolder, type WeightsFolder } from './checkpoints.ts';
import {
  type ClipNetworks,
  type ClipOptions,
  type ClipPlan,
  frameThreadsOf,
  type KeptNets,
  keyOf,
  loadUsual,
  takeKept,
} from './clip-networks.ts';
import { Compositor } from './compositor/compositor.ts';
import { featureChannels } from './compositor/lit-scene.ts';
import type { PictureOf } from './compositor/picture.ts';
import { dequantisedSource } from './dequantised-source.ts';
import { finisherSlots } from './finisher/finisher.ts';
import type { FinishFrame } from './finisher/frame-finisher.ts';
import { finisherGraph } from './finisher/graph.ts';
import { openFrameMaker } from './finisher/make-frames.ts';
import { nativeSizes, type Size } from './frame-sizes.ts';
import { Kept } from './kept.ts';
import { type LoadedNets, loadPair, type ModelConfig, type NetOptions, type NetSources, netsForClip } from './nets.ts';
import { imageChannels, painterImages, type WriteImage } from './painter/feature-image.ts';
import type { Painter } from './painter/painter.ts';
import { painterGraph } from './painter/transformer.ts';
import { type Window, windowSize } from './painter/windows.ts';
import { makeReader, type Reader, type ReaderFile } from './reader/reader.ts';
import { readWorld, type World } from './scene/world.ts';

/** The window of a still: one patch-frame alone. */
const onePatch: Window = { history: [], paint: [0], future: [] };

/** The networks that make single frames, of any scenes of one aspect, one after another. */
export interface StillNetworks {
  readonly painter: Painter;
  readonly finisher: FinishFrame;
  /** Shows scenes with these pictures from now on: gives what writes their feature images. */
  show(scenes: readonly Scene[], sources: Pick<ClipOptions, 'cast' | 'backdrop'>): Promise<WriteImage>;
  close(): Promise<void>;
}

/** The networks of a weights folder. Each is loaded when it is first needed. */
export interface Networks {
  readonly version: number;
  readonly world: World;
  reader(): Promise<Reader>;
  /** The art in the box; its pictures are read when they are needed. */
  art(): Promise<Art>;
  forClip(plan: GenerationPlan, scenes: readonly Scene[], options: ClipOptions): Promise<ClipNetworks>;
  /** Loads the networks for clips like a plan's, and keeps them for those that say `keep`, unless others are at work. */
  prepare(plan: ClipPlan, options: Pick<ClipOptions, 'threads' | 'draft'>): Promise<void>;
  /** Frees the networks that are kept. No clip that keeps them may be in the making. */
  release(): Promise<void>;
  /** Networks for stills of a size in clips with a plan’s native size and precision. */
  forStills(plan: Pick<GenerationPlan, 'native' | 'precision'>, output: Size, threads: number): Promise<StillNetworks>;
  /** Graphs of the painter and the finisher at 16:9, to be printed. */
  graphs(): Promise<readonly Graph[]>;
}

/**
 * Opens the networks of a folder of weights.
 * @throws AkezoraError `weights_missing`, `weights_corrupt`.
 */
export async function openNetworks(path: string): Promise<Networks> {
  const folder = await openWeightsFolder(path);
  const config = (await folder.json('config.json')) as ModelConfig;
  const world = readWorld((await folder.json('world.json')) as Parameters<typeof readWorld>[0]);
  let opened: Promise<Art> | undefined;
  const art = () => {
    opened ??= openArt(join(path, 'art'));
    return opened;
  };
  const kept = new Kept<KeptNets>();
  const load = (plan: ClipPlan, options: Omit<ClipOptions, 'cast'>) => loadNetsOf(folder, config, world, plan, options);
  return {
    version: config.version,
    world,
    reader: () => loadReader(folder),
    art,
    forClip: async (plan, scenes, options) => {
      const pictures = picturesOfScenes(scenes, { art: await art(), world, ...options });
      // Whoever waits for them says how they fail.
      pictures.catch(() => undefined);
      const drawing = { compositor: await Compositor.load(), pictures, world };
      const keeps = options.keep === true && !kept.isInUse;
      const nets = keeps ? takeKept(kept, plan, options, load) : load(plan, options);
      return netsForClip(nets, drawing, plan, options);
    },
    prepare: (plan, options) => kept.prepare(keyOf(plan, options), () => loadUsual(plan, options, load)),
    release: () => kept.free(),
    forStills: async ({ native, precision }, output, threads) => {
      const compositor = await Compositor.load();
      let pictures: PictureOf = () => undefined;
      const nets = await loadNets(folder, config, world, {
        ...{ native, output, precision, threads, frameThreads: 0, draft: false, first: onePatch },
        pictures: (texture) => pictures(texture),
      });
      return {
        ...nets,
        show: async (scenes, sources) => {
          pictures = await picturesOfScenes(scenes, { art: await art(), world, ...sources });
          return painterImages(compositor, pictures, world, native);
        },
      };
    },
    graphs: () => graphsOf(folder, config),
  };
}

async function loadReader(folder: WeightsFolder): Promise<Reader> {
  const [weights, file] = await Promise.all([folder.verified('reader.safetensors'), folder.json('reader.json')]);
  return makeReader(await onnxNodeRuntime(), await readWhole(weights), file as ReaderFile);
}

/** All tensors of a small file in memory, so that the file does not stay open. */
async function readWhole(file: string): Promise<TensorSource> {
  const store = await openWeights(file);
  try {
    const tensors = await Promise.all(store.names.map(async (name) => [name, await store.read(name)] as const));
    return memorySource(Object.fromEntries(tensors), file);
  } finally {
    await store.close();
  }
}

/** The weights of painter and finisher. */
async function openPair(folder: WeightsFolder) {
  const files = await Promise.all([folder.verified('painter.safetensors'), folder.verified('finisher.safetensors')]);
  const painter = await openWeights(files[0]);
  const finisher = await openWeights(files[1]);
  const close = async () => void (await Promise.all([painter.close(), finisher.close()]));
  return { painter, finisher, close };
}

/** Loads painter and finisher from a folder, at the same time. */
async function loadNets(
  folder: WeightsFolder,
  config: ModelConfig,
  world: World,
  options: NetOptions,
): Promise<LoadedNets> {
  const runtime = await onnxNodeRuntime({ threads: options.threads });
  const stores = await openPair(folder);
  const maker: NetSources['maker'] = (graph, shape) => openFrameMaker(graph, shape, options.frameThreads);
  return loadPair({ ...stores, runtime, maker }, config, world, options);
}

async function loadNetsOf(
  folder: WeightsFolder,
  config: ModelConfig,
  world: World,
  { width, height, native, precision }: ClipPlan,
  options: Omit<ClipOptions, 'cast'>,
): Promise<KeptNets> {
  const { threads, draft, first } = options;
  let shown: PictureOf = () => undefined;
  const nets = await loadNets(folder, config, world, {
    ...{ native, output: { width, height }, precision, threads, frameThreads: frameThreadsOf(options), draft, first },
    pictures: (texture) => shown(texture),
  });
  const show = (pictures: PictureOf) => {
    shown = pictures;
  };
  return { ...nets, show };
}

async function graphsOf(folder: WeightsFolder, config: ModelConfig): Promise<readonly Graph[]> {
  const size = nativeSizes['16:9'];
  const stores = await openPair(folder);
  try {
    const painter = { ...config.painter, imageChannels };
    const window = { frames: windowSize, from: 1, count: windowSize - 1, ...size };
    const finisher = { ...config.finisher, imageChannels: featureChannels, slots: finisherSlots.length };
    return [
      painterGraph(dequantisedSource(stores.painter), painter, window, int8Precision()),
      finisherGraph(dequantisedSource(stores.finisher), finisher, size.height, size.width),
    ];
  } finally {
    await stores.close();
  }
}
