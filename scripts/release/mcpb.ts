// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are place holders of the manifest
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { rolldown } from 'rolldown';
import sharp from 'sharp';
import { writeZip, type ZipEntry } from '../../packages/server/src/library/zip.ts';
import { root } from '../sources.ts';
import { licencesOf } from './licences.ts';
import { releaseVersion } from './manifests.ts';
import { oldestNode } from './root.ts';

/** After https://github.com/modelcontextprotocol/mcpb/blob/main/MANIFEST.md, version 0.3. */
const manifest = () => ({
  manifest_version: '0.3',
  name: 'akezora',
  display_name: 'Akezora',
  version: releaseVersion(),
  description: 'Make video clips on your own machine. Needs a running Akezora server.',
  long_description:
    'Asks the Akezora server that runs on your machine, or at the address that you give, for clips from a prompt. Start it with `npx akezora`.',
  author: { name: 'the Akezora authors' },
  license: 'Apache-2.0',
  keywords: ['video', 'text-to-video'],
  icon: 'icon.png',
  server: {
    type: 'node',
    entry_point: 'server/index.mjs',
    mcp_config: {
      command: 'node',
      args: ['${__dirname}/server/index.mjs'],
      env: { AKEZORA_URL: '${user_config.url}', AKEZORA_KEY: '${user_config.key}' },
    },
  },
  tools_generated: true,
  user_config: {
    url: {
      type: 'string',
      title: 'Server / サーバー',
      description: 'Address of the Akezora server / Akezora サーバーのアドレス',
      default: 'http://127.0.0.1:7860',
      required: false,
    },
    key: {
      type: 'string',
      title: 'API key / API キー',
      description: 'Only for servers with accounts / アカウントのあるサーバーだけで必要です',
      sensitive: true,
      required: false,
      default: '',
    },
  },
  compatibility: { platforms: ['darwin', 'win32', 'linux'], runtimes: { node: `>=${oldestNode.join('.')}` } },
  localization: { resources: 'mcpb-resources/${locale}.json', default_locale: 'en-US' },
});

const japanese = {
  description: '手元のマシンで動画クリップを作ります。Akezora のサーバーを起動しておいてください。',
  long_description:
    '手元のマシンか、指定したアドレスの Akezora サーバーに、プロンプトからクリップを作るよう頼みます。サーバーは `npx akezora` で起動します。',
};

/** The program as one file, and the files of the modules in it. */
async function bundleClient(): Promise<{ code: string; modules: ReadonlySet<string> }> {
  const bundle = await rolldown({
    cwd: root,
    input: 'scripts/release/mcp.ts',
    platform: 'node',
    transform: { target: 'node22.12' },
  });
  try {
    const { output } = await bundle.generate({ format: 'esm', minify: true, codeSplitting: false });
    const [{ code, moduleIds }] = output;
    return { code, modules: new Set(moduleIds.filter((id) => !id.startsWith('\0'))) };
  } finally {
    await bundle.close();
  }
}

/** Writes the `.mcpb` file, which desktop assistants install by a click: their way to a running server. */
export async function writeMcpb(file: string): Promise<void> {
  const { code, modules } = await bundleClient();
  const text = (content: unknown) =>
    Buffer.from(typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
  const entries: ZipEntry[] = [
    { name: 'manifest.json', content: text(manifest()) },
    { name: 'mcpb-resources/ja-JP.json', content: text(japanese) },
    { name: 'server/index.mjs', content: text(code) },
    {
      name: 'icon.png',
      content: await sharp(join(root, 'packages/studio/public/akezora.svg'), { density: 288 })
        .resize(256, 256)
        .png()
        .toBuffer(),
    },
    { name: 'LICENSE', content: await readFile(join(root, 'LICENSE')) },
    { name: 'THIRD_PARTY_LICENSES.txt', content: text(await licencesOf(modules)) },
  ];
  // One date, so that the same sources make the same bytes on any day.
  const dated = entries.map((entry) => ({ ...entry, changed: new Date(0) }));
  const zip = writeZip(Readable.from(dated, { objectMode: true }) as AsyncIterable<ZipEntry>);
  await pipeline(Readable.from(zip, { objectMode: false }), createWriteStream(file));
}
