import type { GenerationRequestInput } from '@akezora/contract';
import { type Arguments, parseArguments } from '../arguments.ts';
import { generateHelp } from '../help.ts';
import type { Terminal } from '../terminal.ts';
import { runBatch } from './batch.ts';
import { computeOptionsOf } from './compute-options.ts';
import { checkJoin, checkStreams, isPiped, withTemporaryFile } from './live-output.ts';
import { makeClip, outputModeOf, signingOf } from './make-clip.ts';
import { withOptionName } from './option-names.ts';
import { generateOptions, normalise } from './options.ts';
import { codecOf, freeName, variantName, variantsOf } from './output.ts';
import { type CommandRequest, requestOf } from './request.ts';
import { showPlan } from './show-plan.ts';

/** `akezora generate`. Returns the exit code; errors are thrown. */
export async function generateCommand(argv: readonly string[], terminal: Terminal): Promise<number> {
  const args = parseArguments('generate', normalise(argv), generateOptions);
  if (args.on('help')) {
    terminal.out(`${generateHelp[terminal.language]}\n`);
    return 0;
  }
  try {
    return await carryOut(args, terminal);
  } catch (thrown) {
    throw withOptionName(args, thrown);
  }
}

async function carryOut(args: Arguments, terminal: Terminal): Promise<number> {
  checkStreams(args);
  if (args.text('prompts') !== undefined) return runBatch(args, terminal);
  const codec = codecOf(args);
  const { request: plain, ...rest } = await requestOf(args);
  const request = { ...plain, ...(codec === undefined ? {} : { codec }) };
  variantsOf(args);
  checkJoin(args, rest);
  if (args.on('dry-run')) return dryRun(request, args, terminal);
  await makeVariants({ request, ...rest }, args, terminal);
  return 0;
}

async function makeVariants({ request, ...rest }: CommandRequest, args: Arguments, terminal: Terminal): Promise<void> {
  const total = variantsOf(args);
  const file = args.text('output') ?? freeName(request.prompt, request.codec ?? 'h264');
  const first = request.seed ?? randomSeed();
  const mode = outputModeOf(args);
  for (let index = 0; index < total; index++) {
    if (total > 1 && mode === 'live') terminal.err(`${terminal.say('variant', { index: index + 1, total })}\n`);
    const seed = (first + index) % 0x1_0000_0000;
    const variant = { request: { ...request, seed }, ...rest };
    const streams = { isPiped: isPiped(args), hasPage: args.on('live'), signing: signingOf(args) };
    const make = (target: string) => makeClip(variant, target, computeOptionsOf(args), mode, terminal, streams);
    if (streams.isPiped) await withTemporaryFile(make);
    else await make(variantName(file, index, total));
  }
}

const randomSeed = () => Math.floor(Math.random() * 0x1_0000_0000);

async function dryRun(request: GenerationRequestInput, args: Arguments, terminal: Terminal): Promise<number> {
  const mode = outputModeOf(args);
  await showPlan(request, computeOptionsOf(args), mode === 'quiet' ? 'live' : mode, terminal);
  if (mode !== 'json') terminal.err(`${terminal.say('dryRun')}\n`);
  return 0;
}
