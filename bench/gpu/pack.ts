/**
 * Everything that `bench:gpu` needs on a machine with a GPU and nothing else: Node, onnxruntime, the bench in one file each, the parity
 * cases, the script for diffusers, and `run.sh`. The Vulkan loader comes along where the system here has one.
 */
import { execFileSync } from 'node:child_process';
import { chmod, copyFile, cp, mkdir, mkdtemp, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '../..');

/** Most bytes of the packed bench. */
const most = 48 * 2 ** 20;

const binding = 'onnxruntime_binding.node';

/** Bundles the bench; onnxruntime's binding is looked for beside it, and what only other commands need is left out. */
async function bundle(folder: string): Promise<void> {
  const made = await rolldown({
    cwd: root,
    input: { bench: 'bench/gpu.ts', work: 'bench/gpu/work.ts' },
    platform: 'node',
    external: ['rolldown', 'sharp', /^@napi-rs\//],
    plugins: [
      {
        name: 'binding-beside',
        transform: (code, id) =>
          id.endsWith('onnxruntime-node/dist/binding.js')
            ? code.replace(
                /require\(`\.\.\/bin[^`]*`\)/,
                `require(require('node:path').join(process.env.AKEZORA_ONNX, '${binding}'))`,
              )
            : null,
      },
    ],
  });
  await made.write({ dir: folder, entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs', minify: true });
  await made.close();
}

const script = `#!/usr/bin/env bash
# Unpacks what is beside this file and runs the bench; arguments go to it. OUT=FILE names the results.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
to="\${BENCH_GPU:-/tmp/akezora-bench-gpu}"
mkdir -p "$to" && if command -v xz >/dev/null; then tar -xJf "$here/bench-gpu.tar.xz" -C "$to"; else
  python3 -c 'import sys, tarfile; tarfile.open(sys.argv[1]).extractall(sys.argv[2])' "$here/bench-gpu.tar.xz" "$to"; fi
export XDG_RUNTIME_DIR="\${XDG_RUNTIME_DIR:-$to}" AKEZORA_ONNX="$to" LD_LIBRARY_PATH="\${LD_LIBRARY_PATH:-}\${LD_LIBRARY_PATH:+:}$to/vulkan"
for icd in /usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json; do
  if [ -z "\${VK_DRIVER_FILES:-}\${VK_ICD_FILENAMES:-}" ] && [ -f "$icd" ]; then export VK_DRIVER_FILES="$icd"; fi
done
exec "$to/node" "$to/bench.mjs" --out "\${OUT:-$to/results.json}" "$@"
`;

/** Writes `bench-gpu.tar.xz` and `run.sh` to a folder. @throws Error when they are larger than 48 MiB. */
export async function pack(target: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'akezora-pack-gpu-'));
  try {
    await bundle(folder);
    const node = join(folder, 'node');
    await copyFile(await realpath(process.execPath), node);
    await chmod(node, 0o755);
    execFileSync('strip', [node], { stdio: 'ignore' });
    const binaries = join(
      dirname(createRequire(join(root, 'packages/engine/package.json')).resolve('onnxruntime-node/package.json')),
      'bin/napi-v6/linux/x64',
    );
    for (const name of [binding, 'libonnxruntime.so.1']) await copyFile(join(binaries, name), join(folder, name));
    await cp(join(root, 'packages/engine/tests/parity'), join(folder, 'parity'), { recursive: true });
    for (const name of ['reference.py', 'vae-0.9.5.json'])
      await copyFile(join(import.meta.dirname, name), join(folder, name));
    const loader = await realpath('/usr/lib/x86_64-linux-gnu/libvulkan.so.1').catch(() => undefined);
    await mkdir(join(folder, 'vulkan'));
    if (loader) await copyFile(loader, join(folder, 'vulkan/libvulkan.so.1'));
    await mkdir(target, { recursive: true });
    const archive = join(target, 'bench-gpu.tar.xz');
    execFileSync('tar', ['-cJf', archive, '-C', folder, '.'], { env: { ...process.env, XZ_OPT: '-9 -T0' } });
    await writeFile(join(target, 'run.sh'), script, { mode: 0o755 });
    const { size } = await stat(archive);
    console.log(
      `${archive}: ${(size / 2 ** 20).toFixed(1)} MiB of at most 48; start it with ${join(target, 'run.sh')}`,
    );
    if (size > most) throw new Error('it is too large');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
