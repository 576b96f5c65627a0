import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../sources.ts';
import { outside } from './bundle.ts';
import { oldestNode } from './root.ts';

/** A package.json, as far as the release reads it. */
interface Manifest {
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** The package.json in a folder of the repository. */
export const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;

const workspaces = ['contract', 'engine', 'server', 'studio', 'cli'];

/** The version of the release: that of the repository. @throws Error when a package of the workspace has another. */
export function releaseVersion(): string {
  const { version } = manifestIn('.');
  for (const name of workspaces) {
    const own = manifestIn(`packages/${name}`).version;
    if (own !== version) throw new Error(`packages/${name} has version ${own}, the repository ${version}`);
  }
  return version;
}

/** The exact versions of the packages that stay outside the bundle, as the workspace has them. */
function dependencies(): Record<string, string> {
  const all = Object.assign({}, ...['engine', 'server'].map((name) => manifestIn(`packages/${name}`).dependencies));
  return Object.fromEntries(outside.map((name) => [name, all[name] as string]));
}

const common = () => ({
  version: releaseVersion(),
  license: 'Apache-2.0',
  author: 'the Akezora authors',
  publishConfig: { access: 'public' },
});

const engines = { node: `>=${oldestNode.join('.')}` };

/** package.json of the program. @param platforms names and versions of the packages with native libraries */
export const programManifest = (platforms: Readonly<Record<string, string>>) => ({
  name: 'akezora',
  ...common(),
  description: manifestIn('.').description,
  keywords: ['text-to-video', 'video', 'diffusion', 'onnx', 'cli', 'self-hosted', 'openai', 'mcp'],
  type: 'module',
  bin: { akezora: 'bin/akezora.cjs' },
  exports: { './package.json': './package.json' },
  files: ['bin', 'dist', 'models', 'studio', 'NOTICE', 'THIRD_PARTY_LICENSES.txt', 'README.ja.md'],
  engines,
  dependencies: dependencies(),
  optionalDependencies: platforms,
});

/** package.json of the schemas and the client. */
export const contractManifest = () => ({
  name: '@akezora/contract',
  ...common(),
  description: 'Requests, events, facts and errors of Akezora as zod schemas, and the client of its HTTP API.',
  keywords: ['akezora', 'text-to-video', 'client', 'zod'],
  type: 'module',
  sideEffects: false,
  exports: {
    '.': { types: './dist/index.d.ts', default: './dist/index.js' },
    './api': { types: './dist/api/index.d.ts', default: './dist/api.js' },
    './package.json': './package.json',
  },
  files: ['dist', 'NOTICE'],
  engines,
  dependencies: manifestIn('packages/contract').dependencies,
});
