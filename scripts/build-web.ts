/**
 * Builds a page that makes clips on its visitor's machine: scripts and workers, onnxruntime, and the model.
 *
 *   node scripts/build-web.ts [FOLDER] [--serve]
 *
 * `--serve` shows it at http://localhost:8000 until Ctrl-C.
 */
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { rolldown } from 'rolldown';
import { build, preview } from 'vite';
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

const spaceReadme = `---
title: Akezora in a tab
emoji: 🌅
colorFrom: indigo
colorTo: red
sdk: static
app_file: index.html
license: apache-2.0
---

A page on which the visitor's own machine makes clips. Nothing leaves it.
`;

/** Builds the site: the page, its service worker, and what hosts want to know. */
export async function buildSite(out: string): Promise<void> {
  await buildWeb(join(root, 'packages/web'), out);
  const all = await readdir(out, { recursive: true, withFileTypes: true });
  const paths = all.filter((one) => one.isFile()).map((one) => relative(out, join(one.parentPath, one.name)));
  const files = paths.filter((path) => !path.startsWith('model/')).sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(await readFile(join(out, file)));
  await buildServiceWorker(out, files, hash.digest('hex').slice(0, 16));
  await writeFile(join(out, '.nojekyll'), '');
  await writeFile(join(out, 'README.md'), spaceReadme);
}

async function buildServiceWorker(out: string, files: readonly string[], version: string): Promise<void> {
  const known = `const siteFiles = ${JSON.stringify(files)}, siteVersion = ${JSON.stringify(version)};`;
  const bundle = await rolldown({ input: join(root, 'packages/web/src/service-worker.ts'), platform: 'browser' });
  const file = join(out, 'service-worker.js');
  await bundle.write({ file, format: 'iife', minify: true, intro: known });
  await bundle.close();
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({ options: { serve: { type: 'boolean' } }, allowPositionals: true });
  const out = resolve(positionals[0] ?? join(root, 'packages/web/dist'));
  await buildSite(out);
  process.stdout.write(`${out}\n`);
  if (values.serve === true) {
    const options = {
      root: join(root, 'packages/web'),
      configFile: false,
      appType: 'mpa',
      build: { outDir: out },
    } as const;
    const server = await preview({ ...options, preview: { port: 8000, host: 'localhost' } });
    server.printUrls();
  }
}
