import { formatBytes } from '@akezora/contract';
import { type Arguments, parseArguments, reason } from '../arguments.ts';
import { usageError } from '../failure.ts';
import { modelsHelp } from '../help.ts';
import type { Terminal } from '../terminal.ts';
import { listModels } from './list.ts';
import { modelNameIn } from './model-name.ts';
import { pull } from './pull.ts';

type Work = (words: Arguments, terminal: Terminal) => Promise<number>;

const works: Readonly<Record<string, Work>> = { list: listModels, pull, add, where, verify, remove, graph };

/** `akezora models`: lists, fetches, adds, finds, verifies and removes models. */
export async function modelsCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  const parsed = parseArguments('models', words, { text: { type: 'boolean' } });
  if (parsed.on('help')) {
    terminal.out(`${modelsHelp[terminal.language]}\n`);
    return 0;
  }
  const name = parsed.positionals[0] ?? 'list';
  const work = Object.hasOwn(works, name) ? works[name] : undefined;
  if (work === undefined) {
    throw usageError(`models ${name}`, reason('optionChoice', { choices: Object.keys(works).join(', ') }));
  }
  return work(parsed, terminal);
}

async function add(words: Arguments, { out, say }: Terminal): Promise<number> {
  const { addModel } = await import('@akezora/engine');
  const id = words.positionals[2];
  const model = await (id === undefined ? addModel(modelNameIn(words)) : addModel(modelNameIn(words), id));
  if (words.on('json')) out(`${JSON.stringify(model)}\n`);
  else out(`${say('modelAdded', { id: model.id, size: formatBytes(model.bytes), path: model.path })}\n`);
  return 0;
}

async function where(words: Arguments, { out }: Terminal): Promise<number> {
  const { whereIs } = await import('@akezora/engine');
  out(`${await whereIs(modelNameIn(words))}\n`);
  return 0;
}

async function remove(words: Arguments, { out, say }: Terminal): Promise<number> {
  const { removeModel } = await import('@akezora/engine');
  const id = modelNameIn(words);
  const freed = await removeModel(id);
  // An added model is only forgotten: nothing was freed.
  const told = freed === 0 ? say('modelForgotten', { id }) : say('modelRemoved', { id, size: formatBytes(freed) });
  out(`${words.on('json') ? JSON.stringify({ id, freed }) : told}\n`);
  return 0;
}

/** Names every damaged file; exit code 4 when there is one. */
async function verify(words: Arguments, { out, say, signal, language }: Terminal): Promise<number> {
  const { verifyModel } = await import('@akezora/engine');
  const id = modelNameIn(words);
  const json = words.on('json');
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

/** Prints what a model computes, node by node; without `--text` only a line a graph. */
async function graph(words: Arguments, { out, say }: Terminal): Promise<number> {
  const { openModel, printGraph } = await import('@akezora/engine');
  const id = modelNameIn(words);
  const graphs = (await (await openModel(id)).graphs?.()) ?? [];
  if (graphs.length === 0) out(`${say('modelNoGraphs', { id })}\n`);
  for (const one of graphs) {
    const text = printGraph(one);
    out(`${words.on('text') ? text : text.slice(0, text.indexOf('\n'))}\n`);
  }
  return 0;
}
