import {
  boxModel,
  bracketsIn,
  formatBytes,
  formatDuration,
  type Language,
  listIn,
  type Stage,
  stageName,
} from '@akezora/contract';
import { oldestNode } from '@akezora/contract/root';
import { parseArguments } from '../arguments.ts';
import { doctorHelp } from '../help.ts';
import type { MessageName } from '../messages.ts';
import type { Terminal } from '../terminal.ts';
import { examine, type Findings } from './examine.ts';
import { installCudaCommand } from './install-cuda.ts';

/** `akezora doctor`: checks this machine and gives advice on problems. Exit code 3 when there are any. */
export async function doctorCommand(argv: readonly string[], terminal: Terminal): Promise<number> {
  const options = {
    fast: { type: 'boolean' },
    'install-cuda': { type: 'boolean' },
  } as const;
  const args = parseArguments('doctor', argv, options);
  if (args.on('help')) {
    terminal.out(`${doctorHelp[terminal.language]}\n`);
    return 0;
  }
  if (args.on('install-cuda')) return installCudaCommand(terminal);
  const findings = await examine(args.on('fast'));
  const advice = adviceOn(findings, terminal);
  if (args.on('json')) {
    const models = findings.models.map((model) => ({ ...model, error: model.error?.toShape() }));
    terminal.out(`${JSON.stringify({ ...findings, models, advice })}\n`);
  } else {
    terminal.out(`${table(findings, terminal).join('\n')}\n\n`);
    terminal.out(`${advice.length > 0 ? advice.map((line) => `→ ${line}`).join('\n') : terminal.say('doctorWell')}\n`);
  }
  return advice.length > 0 ? 3 : 0;
}

/** The findings as text, one per line. */
export function table(found: Findings, { say, language }: Pick<Terminal, 'say' | 'language'>): string[] {
  const row = (name: MessageName, value: string) => `${say(name)}: ${value}`;
  const free = (of: { free: number; total: number }) =>
    say('doctorFree', { free: formatBytes(of.free), total: formatBytes(of.total) });
  const lines = [
    row('doctorNode', `${found.node.version}${bracketsIn(language, found.system)}`),
    row(
      'doctorProcessor',
      `${found.processor.name} × ${found.processor.cores}${bracketsIn(language, found.processor.features.join(' '))}`,
    ),
    row('doctorMemory', free(found.memory)),
    row('doctorDisk', free(found.disk)),
    row('doctorCache', found.cache),
    row('doctorProviders', listIn(language, found.devices)),
    row(
      'doctorCodecs',
      listIn(
        language,
        Object.entries(found.codecs).map(([codec, can]) => `${codec} ${say(can ? 'yes' : 'no')}`),
      ),
    ),
  ];
  for (const { id, seconds, error } of found.models) {
    const state =
      error === undefined
        ? `${say('yes')}${bracketsIn(language, formatDuration(seconds ?? 0, language))}`
        : error.code === 'weights_missing'
          ? say('doctorNotHere', { model: id })
          : error.text[language];
    lines.push(row('doctorModels', `${id}: ${state}`));
  }
  if (found.encodeFps !== undefined) {
    const value = say('doctorFramesPerSecond', { value: found.encodeFps.toFixed(0) });
    lines.push(row('doctorSpeed', say('doctorSpeedRow', { work: say('doctorEncodeSpeed'), value })));
  }
  const measured = measuredStages(found.speeds, language);
  if (measured.length === 0) lines.push(row('doctorSpeed', say('doctorNoSpeeds')));
  for (const speeds of measured) lines.push(row('doctorSpeed', say('doctorMeasured', speeds)));
  return lines;
}

/** Stages with a measured speed, for each model, device and precision. */
function measuredStages(speeds: Findings['speeds'], language: Language) {
  const stages = new Map<string, string[]>();
  for (const key of Object.keys(speeds)) {
    const [model = key, device = '', precision = '', stage = ''] = key.split(':');
    const run = [model, device, precision].join(':');
    stages.set(run, [...(stages.get(run) ?? []), stageName(stage as Stage, language)]);
  }
  return [...stages].map(([run, names]) => {
    const [model = run, ...where] = run.split(':');
    return { model, where: listIn(language, where), stages: listIn(language, names) };
  });
}

/** Advice, one line per problem; empty without problems. Models that are not installed are no problem. */
export function adviceOn(found: Findings, { say, language }: Pick<Terminal, 'say' | 'language'>): string[] {
  const advice: string[] = [];
  if (!found.node.well)
    advice.push(say('doctorAdviceNode', { version: found.node.version, oldest: oldestNode.join('.') }));
  if (found.memory.free < 2e9) advice.push(say('doctorAdviceMemory'));
  if (found.disk.free < 1e9) advice.push(say('doctorAdviceDisk'));
  if (found.codecFailure !== undefined) advice.push(say('doctorAdviceCodecs', { reason: found.codecFailure }));
  if (found.runtimeFailure !== undefined) advice.push(say('doctorAdviceRuntime', { reason: found.runtimeFailure }));
  for (const { id, error } of found.models) {
    if (
      error === undefined ||
      (error.code === 'weights_missing' && id !== boxModel) ||
      error.code === 'not_enough_memory'
    )
      continue;
    advice.push(say('doctorAdviceModel', { model: id, reason: error.text[language], remedy: error.remedy[language] }));
  }
  return advice;
}
