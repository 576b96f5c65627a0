import { realpath, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { AkezoraError, boxModel, errorMessages, type ModelCapabilities, type RequestPart } from '@akezora/contract';
import { type ApiClient, createClient } from '@akezora/contract/api';
import { type Arguments, parseArguments, reason } from '../arguments.ts';
import { usageError } from '../failure.ts';
import { computeOptionsOf } from '../generate/compute-options.ts';
import { outputModeOf } from '../generate/make-clip.ts';
import { normalise } from '../generate/options.ts';
import { codecOf } from '../generate/output.ts';
import { plainOptions } from '../generate/request.ts';
import { wholeOf } from '../generate/values.ts';
import { capabilitiesOf } from '../models/capabilities.ts';
import type { Terminal } from '../terminal.ts';
import { engineMaker } from './engine-maker.ts';
import { watchHelp } from './help.ts';
import { watchOptions } from './options.ts';
import { type OrderContext, ordersOf } from './orders.ts';
import { reportOn } from './report.ts';
import { mapFiles } from './request-files.ts';
import { serverMaker } from './server-maker.ts';
import { watchFolder } from './watch.ts';

/** `akezora watch IN OUT`: clips from files that are dropped into a folder. Returns the exit code; errors are thrown. */
export async function watchCommand(argv: readonly string[], terminal: Terminal): Promise<number> {
  const args = parseArguments('watch', normalise(argv), watchOptions);
  if (args.on('help')) {
    terminal.out(`${watchHelp[terminal.language]}\n`);
    return 0;
  }
  const folders = await foldersOf(args);
  const { lockFolder, readCsv } = await import('@akezora/server');
  const api = serverOf(args);
  if (api !== undefined && (args.text('device') ?? args.text('precision')) !== undefined)
    throw usageError('--server', reason('notWithStream', { stream: '--device, --precision' }));
  const context: OrderContext = {
    base: await baseOf(args),
    capabilities: capabilitiesBy(api),
    measure: async (file) => {
      const { probe } = await import('@akezora/engine');
      const { seconds, width, height } = await probe(file, { field: 'video' });
      return { source: { kind: 'video', file }, seconds, width, height };
    },
    strength: strengthOf(args),
    readTable: readCsv,
  };
  const release = await lockFolder(join(folders.in, 'working')).catch((thrown: unknown) => {
    if (!(thrown instanceof AkezoraError) || thrown.code !== 'data_folder_busy') throw thrown;
    throw usageError('IN', reason('watchBusy', { path: folders.in, pid: String(thrown.details.pid) }));
  });
  try {
    const error = await watchFolder({
      folders,
      maker: api === undefined ? engineMaker(computeOptionsOf(args)) : serverMaker(api),
      read: (drop, places) => ordersOf(drop, places, context),
      tell: reportOn(terminal, outputModeOf(args)),
      language: terminal.language,
      signal: terminal.signal,
      jobs: api === undefined ? 1 : wholeOf(args, 'jobs', 2, 64),
      pollMs: 1000 * seconds(args, 'poll', 1),
      settleMs: 1000 * seconds(args, 'settle', 2),
      once: args.on('once'),
    });
    return error === undefined || !args.on('once') ? 0 : errorMessages[error.code].exitCode;
  } finally {
    await release();
  }
}

async function foldersOf(args: Arguments): Promise<{ in: string; out: string }> {
  const [from, to, ...rest] = args.positionals;
  if (from === undefined || to === undefined || rest.length > 0)
    throw usageError('watch', reason('optionForm', { form: 'akezora watch IN OUT' }));
  const found = await stat(from).catch(() => undefined);
  if (found === undefined) throw new AkezoraError('input_missing', { field: 'IN', path: from });
  const folders = { in: await realpath(from), out: resolve(to) };
  // Clips in the watched folder itself would be taken for inputs.
  if (!found.isDirectory() || relative(folders.in, folders.out) === '') throw usageError('IN', reason('watchFolders'));
  return folders;
}

function serverOf(args: Arguments): ApiClient | undefined {
  const text = args.text('server');
  if (text === undefined) return undefined;
  const key = args.text('key') ?? process.env.AKEZORA_KEY;
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(full))
    throw usageError('--server', reason('optionForm', { form: '--server http://127.0.0.1:7860' }));
  return createClient({ baseUrl: full.replace(/\/+$/, ''), ...(key === undefined ? {} : { key }) });
}

/** The fields of every request, with absolute names of files. */
async function baseOf(args: Arguments): Promise<RequestPart> {
  const codec = codecOf(args);
  const base = await mapFiles(plainOptions(args), async (file) => resolve(file));
  return { ...base, ...(codec === undefined ? {} : { codec }) };
}

function capabilitiesBy(api: ApiClient | undefined): (model: string | undefined) => Promise<ModelCapabilities> {
  return async (model = boxModel) => {
    if (api === undefined) return capabilitiesOf(model);
    const { data } = await api.call('models');
    const found = data.find(({ capabilities }) => capabilities.id === model);
    if (found !== undefined) return found.capabilities;
    const choices = data.map(({ capabilities }) => capabilities.id).join(', ');
    throw new AkezoraError('model_unknown', { field: 'model', model, choices });
  };
}

function strengthOf(args: Arguments): OrderContext['strength'] {
  const value = args.text('remix');
  if (value === undefined || value === 'subtle' || value === 'mild' || value === 'strong') return value ?? 'mild';
  const strength = args.number('remix') ?? Number.NaN;
  if (strength >= 0 && strength <= 1) return strength;
  throw usageError('--remix', reason('optionForm', { form: '--remix 0–1, subtle, mild, strong' }));
}

function seconds(args: Arguments, name: string, usual: number): number {
  const value = args.number(name) ?? usual;
  if (value >= 0.1 && value <= 3600) return value;
  throw usageError(`--${name}`, reason('optionForm', { form: `--${name} 0.1–3600` }));
}
