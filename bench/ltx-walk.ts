/**
 * The way of a first user with each LTX-Video model of the catalogue, through the command line: `models pull`, `models where`,
 * `generate` until the end of the first denoising step. The files are sparse, with published names and full sizes (`ltx-walk/files.ts`),
 * behind a local server that speaks the hub's API; no network (everything else is sent to `nowhere.invalid`).
 *
 * `node bench/ltx-walk.ts [--only PATTERN] [--step PATTERN] [--whole PATTERN]`. A pull finds all but the last 32 MB of each large file there, as
 * after an interruption, so that the cache is sparse as well; files whose name matches `--whole` are fetched from their first byte, and
 * take room. Files that an earlier model brought stay, as for a user who tries one after the other. Weights are computed in f32, one
 * block at a time, since packing zeros would write gigabytes. Models that do not match `--step` stop at the plan. Needs the full-size lists of the parity collection. Writes bench/results/ltx-walk-<machine>.json.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkpoints } from '../packages/engine/src/models/ltx-video/checkpoints.ts';
import { writeRepositories } from './ltx-walk/files.ts';
import { listed, serveHub } from './ltx-walk/hub.ts';
import { saveResults } from './measure.ts';

const { values } = parseArgs({
  options: { only: { type: 'string' }, step: { type: 'string', default: '' }, whole: { type: 'string' } },
});
const command = join(import.meta.dirname, '..', 'packages', 'cli', 'bin', 'akezora.js');
const home = await mkdtemp(join(tmpdir(), 'ltx-walk-'));
const root = join(home, 'published');
const tail = 32e6;

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly seconds: number;
  readonly firstStep?: number;
}

/** Runs the command line; with `toStep` it is stopped after the first denoising step. */
function akezora(env: NodeJS.ProcessEnv, args: readonly string[], toStep = false): Promise<Said> {
  const started = performance.now();
  const since = () => (performance.now() - started) / 1000;
  const child = spawn(process.execPath, [command, ...args], { env, cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  let firstStep: number | undefined;
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    const stepped = out.split('\n').some((line) => line.includes('"type":"step"') && line.includes('"denoise"'));
    if (!toStep || firstStep !== undefined || !stepped) return;
    firstStep = since();
    child.kill('SIGINT');
  });
  return new Promise((resolve) => {
    child.on('close', (code) =>
      resolve({ code, out, err, seconds: since(), ...(firstStep === undefined ? {} : { firstStep }) }),
    );
  });
}

/** All but the end of the large files as a pull that was interrupted leaves them, but sparse. */
async function interrupted(hubCache: string): Promise<void> {
  for (const repo of ['Lightricks/LTX-Video', 'zai-org/CogVideoX-2b'])
    for (const { path, bytes, etag } of await listed(root, repo)) {
      if (bytes < 2 * tail || (values.whole !== undefined && new RegExp(values.whole).test(path))) continue;
      const blobs = join(hubCache, `models--${repo.replace('/', '--')}`, 'blobs');
      if (existsSync(join(blobs, etag))) continue;
      await mkdir(blobs, { recursive: true });
      const source = await open(join(root, repo, path));
      const length = Buffer.alloc(8);
      await source.read(length, 0, 8, 0);
      const header = Buffer.alloc(8 + Number(length.readBigUInt64LE()));
      await source.read(header, 0, header.length, 0);
      await source.close();
      const file = await open(join(blobs, `${etag}.incomplete`), 'w');
      await file.write(header);
      await file.truncate(bytes - tail);
      await file.close();
    }
}

const firstLine = (text: string, pattern: RegExp) => text.split(/[\r\n]+/).find((line) => pattern.test(line)) ?? '';

try {
  const rows: Record<string, unknown>[] = [];
  // Only those that are walked: each large file is hashed once here and once by the pull.
  const walked = checkpoints.filter((one) => values.only === undefined || new RegExp(values.only).test(one.id));
  await writeRepositories(root, walked);
  const hub = await serveHub(root);
  const env = {
    ...process.env,
    ...{ AKEZORA_HOME: join(home, 'data'), AKEZORA_CACHE: join(home, 'cache'), HF_HUB_CACHE: join(home, 'hub') },
    ...{ HF_ENDPOINT: hub.url, HTTPS_PROXY: 'http://nowhere.invalid:9', NO_PROXY: '127.0.0.1' },
    ...{ AKEZORA_PRECISION: 'f32', AKEZORA_TEXT_PRECISION: 'f32', AKEZORA_LANG: 'en', LANG: 'en_US.UTF-8' },
  };
  const clip = ['--size', '256x160', '--seconds', '0.4', '--seed', '1', '--json', '-o', join(home, 'clip.mp4')];
  for (const { id } of walked) {
    await interrupted(join(home, 'hub'));
    hub.sent = 0;
    const pulled = await akezora(env, ['models', 'pull', id, '--yes']);
    const where = await akezora(env, ['models', 'where', id]);
    const making = ['generate', 'a red fox runs through snow', '--model', id, ...clip];
    const toStep = new RegExp(values.step).test(id);
    const made = await akezora(env, toStep ? making : [...making, '--dry-run'], toStep);
    const error = made.firstStep === undefined ? firstLine(made.out, /"type":"error"/) : '';
    const planned = firstLine(made.out, /"plan(?:ned)?"/);
    const { plan } = planned ? JSON.parse(planned) : { plan: undefined };
    rows.push({
      model: id,
      pull: firstLine(pulled.err, /files?,/),
      fetched: hub.sent,
      pullSeconds: Number(pulled.seconds.toFixed(1)),
      where: where.out.trim().split('/').at(-1),
      steps: plan?.steps,
      fps: plan?.fps,
      memory: plan?.peakMemoryBytes,
      stages: plan?.stages?.map(({ name }: { name: string }) => name).join(' '),
      firstStepSeconds: made.firstStep === undefined ? undefined : Number(made.firstStep.toFixed(1)),
      licence: firstLine(pulled.err, /^Licence/).slice(0, 48),
      ...(error ? { error: JSON.parse(error).error.message.en } : {}),
      ...(pulled.code === 0 ? {} : { pullError: pulled.err.slice(-300) }),
    });
    console.error(rows.at(-1));
  }
  await hub.close();
  console.table(rows);
  const { bavail, bsize } = await statfs(home);
  console.log(await saveResults('ltx-walk', { rows, freeBytesAtEnd: bavail * bsize }));
} finally {
  await rm(home, { recursive: true, force: true });
}
