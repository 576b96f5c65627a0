/**
 * The program that is attacked: the bundle of the release, which people get, and which starts in half the processor time of a
 * checkout: a server, its two children and each child that reads a file load ten files instead of a thousand.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { builtStudio, credentialsLibrary } from '../../packages/contract/src/root.ts';
import { buildStudioOnce } from '../../packages/server/src/command/studio.ts';
import { bundleProgram } from '../../scripts/release/bundle.ts';
import { programManifest } from '../../scripts/release/manifests.ts';
import { root } from '../../scripts/sources.ts';

/** A built program. */
export interface Program {
  /** The file that Node runs. */
  readonly cli: string;
  remove(): void;
}

/** Builds the program as an installed package lies: below `node_modules`, so that it finds what it does not bundle. */
export async function buildProgram(): Promise<Program> {
  const packages = join(root, 'node_modules');
  const folder = mkdtempSync(join(packages, '.akezora-attack-'));
  const dist = join(folder, 'dist');
  try {
    await bundleProgram(dist);
    const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
    writeFileSync(join(dist, 'c2pa.wasm.br'), brotliCompressSync(readFileSync(credentialsLibrary), quick));
    await buildStudioOnce(() => undefined);
    symlinkSync(fileURLToPath(builtStudio), join(folder, 'studio'));
    symlinkSync(join(root, 'models'), join(folder, 'models'));
    const platform = `${process.platform}-${process.arch}`;
    const runtime = join(folder, 'node_modules/@akezora', `onnxruntime-${platform}`);
    mkdirSync(runtime, { recursive: true });
    const binding = join(packages, 'onnxruntime-node/bin/napi-v6', process.platform, process.arch);
    const main = relative(runtime, join(binding, 'onnxruntime_binding.node'));
    writeFileSync(join(runtime, 'package.json'), JSON.stringify({ main }));
    writeFileSync(join(folder, 'package.json'), JSON.stringify(programManifest({})));
    cpSync(join(root, 'scripts/release/akezora.cjs'), join(folder, 'bin/akezora.cjs'));
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return { cli: join(folder, 'bin/akezora.cjs'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
