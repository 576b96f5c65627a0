// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these strings are code of libraries
import { realpathSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type OutputChunk, type Plugin, rolldown } from 'rolldown';
import { root } from '../sources.ts';

/**
 * What a process or a thread of its own runs. `scriptFile` of `root.ts` names these files by the last part of their path, so
 * those differ.
 */
export const scripts = {
  main: 'packages/cli/src/main.ts',
  child: 'packages/server/src/inference/child.ts',
  'child-calls': 'packages/server/src/importing/child-calls.ts',
  'svg-child': 'packages/engine/src/models/akezora/actors/svg-child.ts',
  'frame-thread': 'packages/engine/src/models/akezora/finisher/frame-thread.ts',
  'pack-thread': 'packages/engine/src/weights/pack-thread.ts',
  'signing-child': 'packages/engine/src/provenance/credentials/signing-child.ts',
  'credentials-child': 'packages/engine/src/provenance/credentials/credentials-child.ts',
} as const;

/** Packages that stay outside, as dependencies of the release: they find native libraries or data beside themselves. */
export const outside = ['@electric-sql/pglite', '@napi-rs/webcodecs', '@node-rs/argon2', 'sharp'] as const;

/** Modules that libraries ask for only where somebody has installed them. */
const neverThere = ['pg-native'];

const platformPackage = '`@akezora/onnxruntime-${process.platform}-${process.arch}`';

/** Expressions that are right in a checkout and not in the release, by the end of their module's path. */
const replaced: readonly { readonly module: string; readonly from: string; readonly to: string }[] = [
  {
    module: '/onnxruntime-node/dist/binding.js',
    from: '`../bin/napi-v6/${process.platform}/${process.arch}/onnxruntime_binding.node`',
    to: platformPackage,
  },
];

/** Puts the folders of the release in place of a checkout's; every replacement must fit once. */
function placed(): Plugin {
  const checkoutRoot = realpathSync(join(root, 'packages/contract/src/root.ts'));
  const releaseRoot = join(root, 'scripts/release/root.ts');
  const left = new Set(replaced);
  return {
    name: 'places-of-the-release',
    async load(id) {
      if (id === checkoutRoot) return { code: await readFile(releaseRoot, 'utf8'), moduleType: 'ts' };
      const fitting = replaced.filter(({ module }) => id.replaceAll('\\', '/').endsWith(module));
      if (fitting.length === 0) return null;
      let code = await readFile(id, 'utf8');
      for (const one of fitting) {
        if (code.split(one.from).length !== 2) throw new Error(`${id}: not once in it: ${one.from}`);
        code = code.replace(one.from, one.to);
        left.delete(one);
      }
      return { code };
    },
    buildEnd(error) {
      // An error of before says what is wrong.
      if (error) return;
      for (const { module } of left) throw new Error(`nothing imports ${module}`);
    },
  };
}

/**
 * Bundles command line, server and engine to plain JavaScript with source maps.
 * @returns the files of the modules that went in, of the workspace and of its dependencies
 */
export async function bundleProgram(folder: string): Promise<ReadonlySet<string>> {
  const bundle = await rolldown({
    cwd: root,
    input: scripts,
    platform: 'node',
    transform: { target: 'node22.12' },
    external: [...outside.flatMap((name) => [name, new RegExp(`^${name}/`)]), ...neverThere],
    plugins: [placed()],
    onLog(level, log, print) {
      // What nobody reads is no help: direct eval and circles of libraries are theirs.
      if (log.code !== 'CIRCULAR_DEPENDENCY' && log.code !== 'EVAL') print(level, log);
    },
  });
  try {
    const { output } = await bundle.write({
      dir: folder,
      format: 'esm',
      sourcemap: true,
      // The folders of whoever packs are nobody's business: paths from the repository's root.
      sourcemapPathTransform: (source, map) =>
        relative(root, resolve(dirname(map), source))
          .split(sep)
          .join('/'),
      // Names stay, for readable traces.
      minify: { compress: true, mangle: false, codegen: true },
      entryFileNames: '[name].js',
      chunkFileNames: 'chunk-[name]-[hash].js',
    });
    const chunks = output.filter((one): one is OutputChunk => one.type === 'chunk');
    await leaveSourcesOut(folder);
    for (const chunk of chunks) if (!chunk.moduleIds.some(isOurs)) await leaveMapOut(folder, chunk);
    return new Set(chunks.flatMap(({ moduleIds }) => moduleIds).filter((id) => !id.startsWith('\0')));
  } finally {
    await bundle.close();
  }
}

const isOurs = (module: string): boolean => module.startsWith(join(root, 'packages') + sep);

/** Removes the map of a file that holds nothing but libraries, whose places in a trace say little. */
async function leaveMapOut(folder: string, { fileName }: OutputChunk): Promise<void> {
  const file = join(folder, fileName);
  const code = await readFile(file, 'utf8');
  await writeFile(file, code.replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n'));
  await rm(`${file}.map`, { force: true });
}

/** Takes the text of sources out of source maps: traces need their places alone. */
async function leaveSourcesOut(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.map')) continue;
    const file = join(folder, name);
    const { sourcesContent: _, ...map } = JSON.parse(await readFile(file, 'utf8')) as { sourcesContent?: unknown };
    await writeFile(file, JSON.stringify(map));
  }
}
