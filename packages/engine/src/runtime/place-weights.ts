import { link, mkdtemp, open, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Graph, Weight } from '../graph/graph.ts';
import type { WeightPlace } from '../graph/serialise.ts';
import { type Leftovers, removeLeftovers } from '../host/leftovers.ts';
import { bytesOf } from '../tensor/dtype.ts';
import { bytesView } from '../tensor/tensor.ts';
import { inlineBytes, loadWeight, modelOf, type PlacedBytes, placeInMemory } from './place-memory.ts';

/** A placed model, whose files are removed when it is loaded. */
export interface PlacedModel extends PlacedBytes {
  /** Removes what was put on the disk; harmless when called again. */
  tidy(): Promise<void>;
}

/** onnxruntime maps files only from the model's own folder and follows no symbolic link: hard links get them there. */
interface LinkFolder {
  readonly path: string;
  /** The link's name, or `undefined` where the filesystem allows none. */
  nameOf(file: string): Promise<string | undefined>;
}

/** Begin of the names of link folders; the process that made one follows. */
const linkFolderName = '.akezora-load-';

/** Those of processes that were killed while they loaded a graph: each may hold gigabytes of computed weights. */
const leftLinkFolders: Leftovers = {
  ownerOf: (name) =>
    name.startsWith(linkFolderName) ? Number.parseInt(name.slice(linkFolderName.length), 10) : undefined,
  settledMs: 3_600_000,
};

/** A folder on the filesystem of a weight file, or none where nothing can be written there. */
async function linkFolder(file: string): Promise<LinkFolder | undefined> {
  const path = await realpath(file)
    .then(async (real) => {
      await removeLeftovers(dirname(real), leftLinkFolders);
      return mkdtemp(join(dirname(real), `${linkFolderName}${process.pid}-`));
    })
    .catch(() => undefined);
  if (path === undefined) return undefined;
  const names = new Map<string, string | undefined>();
  return {
    path,
    async nameOf(file) {
      if (!names.has(file)) {
        const name = `${names.size}.safetensors`;
        const made = link(await realpath(file), join(path, name));
        names.set(file, await made.then(() => name).catch(() => undefined));
      }
      return names.get(file);
    },
  };
}

const mappable = ({ location, dtype }: Weight) =>
  location !== undefined && location.bytes > inlineBytes && location.offset % bytesOf(dtype) === 0;

/** All weights in files: published ones are mapped in place, computed ones written beside the links. */
async function placeInFolder(graph: Graph, folder: LinkFolder): Promise<string> {
  const places = new Map<string, WeightPlace>();
  const computed = 'computed.bin';
  const spill = await open(join(folder.path, computed), 'w');
  let end = 0;
  try {
    for (const weight of graph.weights) {
      const { name, location } = weight;
      const linked = location && mappable(weight) ? await folder.nameOf(location.file) : undefined;
      if (linked && location) {
        places.set(name, { kind: 'external', file: linked, offset: location.offset, bytes: location.bytes });
        continue;
      }
      const tensor = await loadWeight(weight);
      const data = bytesView(tensor);
      if (data.length <= inlineBytes) places.set(name, { kind: 'inline', tensor });
      else {
        places.set(name, { kind: 'external', file: computed, offset: end, bytes: data.length });
        for (let at = 0; at < data.length; )
          at += (await spill.write(data, at, Math.min(data.length - at, 2 ** 30), end + at)).bytesWritten;
        end = Math.ceil((end + data.length) / 4096) * 4096;
      }
    }
  } finally {
    await spill.close();
  }
  const model = join(folder.path, 'graph.onnx');
  await writeFile(model, await modelOf(graph, places));
  return model;
}

/**
 * Decides where each weight of a graph is read from. Mapping the published file needs half the memory of buffers, which
 * exist twice until the session is created. onnxruntime cannot combine both, so computed weights are written beside the
 * mapped ones. Buffers are for graphs without a file, and for folders without support of links.
 */
export async function placeWeights(graph: Graph): Promise<PlacedModel> {
  const first = graph.weights.find(mappable)?.location;
  const folder = first && (await linkFolder(first.file));
  if (folder === undefined) return { ...(await placeInMemory(graph)), tidy: async () => {} };
  const tidy = () => rm(folder.path, { recursive: true, force: true }).catch(() => {});
  try {
    return { model: await placeInFolder(graph, folder), externalData: [], tidy };
  } catch (error) {
    await tidy();
    // A full disk, or a quota: buffers still do.
    if (isSystemError(error)) return { ...(await placeInMemory(graph)), tidy };
    throw error;
  }
}

const isSystemError = (error: unknown): boolean => error instanceof Error && 'syscall' in error;
