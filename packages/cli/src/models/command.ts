import { AkezoraError } from '@akezora/contract';
import { parseWords } from '../arguments.ts';
import { bytes } from '../generate/plan-text.ts';
import { modelsHelp } from '../help.ts';
import type { Terminal } from '../terminal.ts';
import { type Fit, modelFits } from './fit.ts';

/** `akezora models`: every model, what it makes, what it needs, whether it fits this machine. */
export async function modelsCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  const parsed = parseWords('models', words, {});
  const { say, language, out } = terminal;
  if (parsed.on('help')) {
    out(`${modelsHelp[language]}\n`);
    return 0;
  }
  const { publishedModels } = await import('@akezora/engine');
  const rows = [];
  for (const model of await publishedModels()) rows.push({ model, fit: await modelFits(model.capabilities.id) });
  if (parsed.on('json')) {
    out(`${JSON.stringify(rows.map(({ model, fit }) => ({ ...model, fit: fitData(fit) })))}\n`);
    return 0;
  }
  for (const { model, fit } of rows) {
    const { id, name, summary, seconds, fps, languages, licence, resolutions, aspects } = model.capabilities;
    const limits = {
      resolutions: resolutions.join(' '),
      aspects: aspects.join(' '),
      min: seconds.min,
      max: seconds.max,
      fps: fps.values.join('/'),
      languages: languages.join(' '),
      licence,
      size: bytes(model.weightBytes),
    };
    const source = model.source === 'built-in' ? say('modelBuiltIn') : say('modelSource', { source: model.source });
    out(
      `${id}  ${name}\n  ${summary[language]}\n  ${say('modelLimits', limits)}\n  ${source}; ${fitWords(fit, model.weightBytes, terminal)}\n`,
    );
    if (model.capabilities.presets.length > 0) {
      out(
        `  --preset ${model.capabilities.presets.map((preset) => `${preset.id} (${preset.name[language]})`).join(', ')}\n`,
      );
    }
    out('\n');
  }
  return 0;
}

function fitWords(fit: Fit, weightBytes: number, { say, language }: Terminal): string {
  if (fit.kind === 'fits') return say('modelFits', { memory: bytes(fit.memoryBytes) });
  const { error } = fit;
  if (error.code === 'weights_missing') {
    return say('modelAbsent', { size: bytes(weightBytes), remedy: error.remedy[language] });
  }
  return say('modelTooLarge', { reason: `${error.text[language]} ${error.remedy[language]}` });
}

const fitData = (fit: Fit) =>
  fit.kind === 'fits'
    ? { fits: true, memoryBytes: fit.memoryBytes }
    : { fits: false, error: AkezoraError.from(fit.error).toShape() };
