/**
 * Compiles inner loops to WebAssembly: `node scripts/build-kernels.ts` writes a module with the compiled code beside each source. Tests
 * build them again and compare.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import asc from 'assemblyscript/asc';

const engine = join(import.meta.dirname, '../packages/engine/src');

/** Sources of kernels, the modules that hold them compiled, and the constants in those. */
export const kernelSources = {
  compositor: {
    source: join(engine, 'models/akezora/compositor/wasm/kernels.as'),
    module: join(engine, 'models/akezora/compositor/wasm/kernels-wasm.ts'),
    constant: 'kernelsWasm',
  },
  packing: {
    source: join(engine, 'weights/wasm/pack.as'),
    module: join(engine, 'weights/wasm/pack-wasm.ts'),
    constant: 'packWasm',
  },
  marks: {
    source: join(engine, 'provenance/marks/wasm/marks.as'),
    module: join(engine, 'provenance/marks/wasm/marks-wasm.ts'),
    constant: 'marksWasm',
  },
  reading: {
    source: join(engine, 'provenance/marks/wasm/reading.as'),
    module: join(engine, 'provenance/marks/wasm/reading-wasm.ts'),
    constant: 'readingWasm',
  },
} as const;

/** The text of the module that holds compiled kernels. */
export async function builtKernels(name: keyof typeof kernelSources): Promise<string> {
  const { source, constant } = kernelSources[name];
  const code = readFileSync(source, 'utf8');
  let bytes = new Uint8Array();
  const options = [
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--importMemory',
    '--enable',
    'simd',
    '--outFile',
    'out.wasm',
  ];
  const { error, stderr } = await asc.main(['kernels.ts', ...options], {
    readFile: (file) => (file === 'kernels.ts' ? code : null),
    writeFile: (_, contents) => {
      bytes = Uint8Array.from(contents as Uint8Array);
    },
    listFiles: () => [],
  });
  const file = basename(source);
  if (error !== null) throw new Error(`${file} does not compile: ${stderr.toString()}`);
  return `/** What \`scripts/build-kernels.ts\` makes of ${file}: WebAssembly in base64. */\nexport const ${constant} =\n  '${Buffer.from(bytes).toString('base64')}';\n`;
}

if (import.meta.main)
  for (const name of Object.keys(kernelSources) as (keyof typeof kernelSources)[])
    writeFileSync(kernelSources[name].module, await builtKernels(name));
