import { formatBytes, listIn } from '@akezora/contract';
import { type Arguments, parseArguments, reason } from '../arguments.ts';
import { usageError } from '../failure.ts';
import { modelsHelp } from '../help.ts';
import type { Terminal } from '../terminal.ts';
import { addComfyUi } from './comfyui.ts';
import { listModels, loraText } from './list.ts';
import { modelNameIn } from './model-name.ts';
import { pull } from './pull.ts';

type Subcommand = (args: Arguments, terminal: Terminal) => Promise<number>;

const subcommands: Readonly<Record<string, Subcommand>> = { list: listModels, pull, add, where, verify, remove, graph };

/** `akezora models`: lists, downloads, adds, finds, verifies and removes models. */
export async function modelsCommand(argv: readonly string[], terminal: Terminal): Promise<number> {
  const args = parseArguments('models', argv, {
    text: { type: 'boolean' },
    yes: { type: 'boolean' },
    comfyui: { type: 'string' },
  });
  if (args.on('help')) {
    terminal.out(`${modelsHelp[terminal.language]}\n`);
    return 0;
  }
  const name = args.positionals[0] ?? 'list';
  const subcommand = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  if (subcommand === undefined) {
    throw usageError(`models ${name}`, reason('optionChoice', { choices: Object.keys(subcommands).join(', ') }));
  }
  return subcommand(args, terminal);
}

async function add(args: Arguments, terminal: Terminal): Promise<number> {
  const comfyUi = args.text('comfyui');
  if (comfyUi !== undefined) return addComfyUi(comfyUi, args, terminal);
  const { out, say } = terminal;
  const { addModel } = await import('@akezora/engine');
  const id = args.positionals[2];
  const model = await (id === undefined ? addModel(modelNameIn(args)) : addModel(modelNameIn(args), id));
  if (args.on('json')) out(`${JSON.stringify(model)}\n`);
  else {
    out(`${say('modelAdded', { id: model.id, size: formatBytes(model.bytes), path: model.path })}\n`);
    if (model.kind === 'lora') out(`${loraText(model, terminal)}\n`);
  }
  return 0;
}

async function where(args: Arguments, { out }: Terminal): Promise<number> {
  const { whereIs } = await import('@akezora/engine');
  out(`${await whereIs(modelNameIn(args))}\n`);
  return 0;
}

async function remove(args: Arguments, { out, say, language }: Terminal): Promise<number> {
  const { removeModel } = await import('@akezora/engine');
  const id = modelNameIn(args);
  const { freed, kept } = await removeModel(id);
  if (args.on('json')) {
    out(`${JSON.stringify({ id, freed, kept })}\n`);
    return 0;
  }
  // Files of an added model stay: nothing was freed.
  out(`${freed === 0 ? say('modelForgotten', { id }) : say('modelRemoved', { id, size: formatBytes(freed) })}\n`);
  if (kept !== undefined) {
    out(`${say('modelKept', { size: formatBytes(kept.bytes), models: listIn(language, kept.usedBy) })}\n`);
  }
  return 0;
}

/** Lists every damaged file. Exit code 4 when there are any. */
async function verify(args: Arguments, { out, say, signal, language }: Terminal): Promise<number> {
  const { verifyModel } = await import('@akezora/engine');
  const id = modelNameIn(args);
  const json = args.on('json');
  let damaged = 0;
  for await (const { path, problem } of verifyModel(id, signal)) {
    if (json) out(`${JSON.stringify({ path, problem: problem?.[language] ?? null })}\n`);
    if (problem === undefined) continue;
    damaged += 1;
    if (!json) out(`${say('modelDamaged', { path, reason: problem[language] })}\n`);
  }
  if (damaged === 0 && !json) out(`${say('modelVerified', { id })}\n`);
  return damaged > 0 ? 4 : 0;
}

/** Prints a model's compute graphs, node by node; without `--text`, one line for each graph. */
async function graph(args: Arguments, { out, say }: Terminal): Promise<number> {
  const { openModel, printGraph } = await import('@akezora/engine');
  const id = modelNameIn(args);
  const graphs = (await (await openModel(id)).graphs?.()) ?? [];
  if (graphs.length === 0) out(`${say('modelNoGraphs', { id })}\n`);
  for (const one of graphs) {
    const text = printGraph(one);
    out(`${args.on('text') ? text : text.slice(0, text.indexOf('\n'))}\n`);
  }
  return 0;
}
