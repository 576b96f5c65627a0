/**
 * Compiles the inner loops of the compositor to WebAssembly: `node scripts/build-kernels.ts` writes
 * packages/engine/src/models/akezora/compositor/wasm/kernels-wasm.ts. A test builds them again and compares.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

const folder = join(import.meta.dirname, '../packages/engine/src/models/akezora/compositor/wasm');

/** The text of the module that holds the compiled kernels. */
export async function builtKernels(): Promise<string> {
  const source = readFileSync(join(folder, 'kernels.as'), 'utf8');
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
    readFile: (name) => (name === 'kernels.ts' ? source : null),
    writeFile: (_, contents) => {
      bytes = Uint8Array.from(contents as Uint8Array);
    },
    listFiles: () => [],
  });
  if (error !== null) throw new Error(`kernels.as does not compile: ${stderr.toString()}`);
  return `/** What \`scripts/build-kernels.ts\` makes of kernels.as: WebAssembly in base64. */\nexport const kernelsWasm =\n  '${Buffer.from(bytes).toString('base64')}';\n`;
}

if (import.meta.main) writeFileSync(join(folder, 'kernels-wasm.ts'), await builtKernels());
