/** Builds a page that makes clips on its visitor's machine: scripts and workers, onnxruntime, and the model. */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { build } from 'vite';
import { root } from './sources.ts';

/** What a page needs of the model: neither the reader of pictures nor its cards. */
const modelFiles = ['art', 'config.json', 'finisher.safetensors', 'painter.safetensors', 'sha256.json', 'world.json'];

/**
 * Builds a page into a folder for any static host.
 * @param page folder with the page's index.html
 * @param out folder that is made, or emptied
 */
export async function buildWeb(page: string, out: string): Promise<void> {
  await build({
    ...{ root: page, base: './', configFile: false, logLevel: 'warn', worker: { format: 'es' } },
    build: {
      ...{ outDir: out, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0, reportCompressedSize: false },
      // An inline script would need a hole in the content security policy.
      modulePreload: { polyfill: false },
    },
  });
  await Promise.all([copyOnnx(join(out, 'onnx')), copyModel(join(out, 'model'))]);
}

async function copyOnnx(to: string): Promise<void> {
  const wasm = createRequire(join(root, 'packages/web/package.json')).resolve(
    'onnxruntime-web/ort-wasm-simd-threaded.wasm',
  );
  await mkdir(to, { recursive: true });
  for (const name of ['ort.wasm.min.mjs', 'ort-wasm-simd-threaded.mjs']) {
    await cp(join(dirname(wasm), name), join(to, name));
  }
  // Hosts rarely compress a file of this size; a page unpacks it itself.
  await writeFile(join(to, 'onnxruntime.bin'), await promisify(gzip)(await readFile(wasm), { level: 9 }));
}

async function copyModel(to: string): Promise<void> {
  for (const name of modelFiles) {
    await cp(join(root, 'models/akezora-2', name), join(to, name), { recursive: true });
  }
}
