import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from '../sources.ts';

const source = dirname(
  createRequire(join(root, 'packages/engine/package.json')).resolve('onnxruntime-node/package.json'),
);
const { version } = createRequire(import.meta.url)(join(source, 'package.json')) as { version: string };

/** Version of onnxruntime, and of the packages that hold its libraries. */
export const onnxruntimeVersion: string = version;

/**
 * Platforms that onnxruntime-node has libraries for, and the files of each that the binding loads. The macOS library is there
 * twice; the binding asks for the shorter name.
 */
const platforms: readonly { readonly os: string; readonly cpu: string; readonly files: readonly string[] }[] = [
  { os: 'linux', cpu: 'x64', files: ['libonnxruntime.so.1'] },
  { os: 'linux', cpu: 'arm64', files: ['libonnxruntime.so.1'] },
  { os: 'darwin', cpu: 'arm64', files: ['libonnxruntime.1.dylib'] },
  { os: 'win32', cpu: 'x64', files: ['onnxruntime.dll', 'DirectML.dll', 'dxcompiler.dll', 'dxil.dll'] },
  { os: 'win32', cpu: 'arm64', files: ['onnxruntime.dll', 'DirectML.dll', 'dxcompiler.dll', 'dxil.dll'] },
];

const binding = 'onnxruntime_binding.node';

/** Files of onnxruntime-node that the release leaves out, since another has the same bytes. */
const twins: ReadonlySet<string> = new Set([`libonnxruntime.${version}.dylib`]);

const licence = `MIT License

Copyright (c) Microsoft Corporation

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.

The licences of what onnxruntime itself contains are listed at
https://github.com/microsoft/onnxruntime/blob/v${version}/ThirdPartyNotices.txt
`;

const readme = (platform: string): string => `# @akezora/onnxruntime-${platform}

The native libraries of onnxruntime-node ${version} for ${platform}, unchanged, without its install script. \`akezora\` depends on the
package for the machine at hand. The libraries are Microsoft's, under the MIT licence.

${platform} 用の onnxruntime-node ${version} のネイティブライブラリです。中身は変更していません。インストールスクリプトは含みません。\`akezora\` が、使うマシンに合うパッケージを依存関係として入れます。ライブラリは Microsoft のもので、MIT ライセンスです。
`;

/**
 * Writes one package for each platform of onnxruntime-node into folders of their own.
 * @returns names and versions of the packages. They have onnxruntime's version, since nothing else changes them.
 * @throws Error when onnxruntime-node has other platforms or files than are known here: then somebody must look.
 */
export async function writePlatformPackages(folder: string): Promise<Record<string, string>> {
  const binaries = join(source, 'bin', 'napi-v6');
  const there = (await readdir(binaries)).map(async (os) =>
    (await readdir(join(binaries, os))).map((cpu) => `${os}-${cpu}`),
  );
  const known = platforms.map(({ os, cpu }) => `${os}-${cpu}`);
  const unknown = (await Promise.all(there)).flat().filter((platform) => !known.includes(platform));
  if (unknown.length > 0) throw new Error(`onnxruntime-node has further platforms: ${unknown.join(', ')}`);
  const written: Record<string, string> = {};
  for (const { os, cpu, files } of platforms) {
    const from = join(binaries, os, cpu);
    const platform = `${os}-${cpu}`;
    const wanted = [binding, ...files];
    // Where somebody has installed CUDA, its libraries lie here, too.
    const strange = (await readdir(from)).filter(
      (file) => !wanted.includes(file) && !twins.has(file) && !file.includes('_providers_'),
    );
    if (strange.length > 0)
      throw new Error(`onnxruntime-node has further files for ${platform}: ${strange.join(', ')}`);
    const into = join(folder, `onnxruntime-${platform}`);
    await mkdir(into, { recursive: true });
    for (const file of wanted) await cp(join(from, file), join(into, file));
    await writeFile(join(into, 'LICENSE'), licence);
    await writeFile(join(into, 'README.md'), readme(platform));
    const name = `@akezora/onnxruntime-${platform}`;
    const manifest = {
      name,
      version,
      description: `Native libraries of onnxruntime-node for ${platform}.`,
      license: 'MIT',
      author: 'Microsoft Corporation',
      main: binding,
      files: wanted,
      os: [os],
      cpu: [cpu],
      ...(os === 'linux' ? { libc: ['glibc'] } : {}),
      publishConfig: { access: 'public' },
    };
    await writeFile(join(into, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    written[name] = version;
  }
  return written;
}
