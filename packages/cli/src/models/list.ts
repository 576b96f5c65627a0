import { formatBytes, listIn, type ModelCapabilities, sentencesIn } from '@akezora/contract';
import type { InstalledLora, PublishedModel } from '@akezora/engine';
import type { Arguments } from '../arguments.ts';
import type { Terminal } from '../terminal.ts';
import { type Fit, modelFits } from './fit.ts';

interface Row {
  readonly model: PublishedModel;
  readonly fit: Fit;
}

/** `akezora models list`: installed models with their limits and whether they run; the others in one line each. */
export async function listModels(args: Arguments, terminal: Terminal): Promise<number> {
  const { installedDecoders, installedLoras, installedModels, publishedModels } = await import('@akezora/engine');
  const rows: Row[] = [];
  for (const model of await publishedModels()) rows.push({ model, fit: await modelFits(model.capabilities.id) });
  const added = (await installedModels()).filter((model) => model.kind === 'added');
  const loras = await installedLoras();
  const decoders = await installedDecoders();
  const { say, out } = terminal;
  if (args.on('json')) {
    out(
      `${JSON.stringify({ models: rows.map(({ model, fit }) => ({ ...model, fit: fitData(fit) })), added, loras, decoders })}\n`,
    );
    return 0;
  }
  const here = rows.filter(({ model, fit }) => model.source === 'built-in' || !isAbsent(fit));
  for (const row of here) out(`${describe(row, terminal)}\n\n`);
  if (added.length > 0) out(`${say('modelsAdded')}\n${added.map(({ id, path }) => `  ${id}  ${path}`).join('\n')}\n\n`);
  if (loras.length > 0) {
    const lines = loras.map(
      (lora) => `  ${lora.id}  ${formatBytes(lora.bytes)}  ${lora.path}\n    ${loraText(lora, terminal)}`,
    );
    out(`${say('lorasAdded')}\n${lines.join('\n')}\n\n`);
  }
  if (decoders.length > 0) {
    const lines = decoders.map(
      ({ id, bytes, path, family }) => `  ${id}  ${formatBytes(bytes)}  ${path}\n    ${say('decoderOf', { family })}`,
    );
    out(`${say('decodersHere')}\n${lines.join('\n')}\n\n`);
  }
  const absent = rows.filter((row) => !here.includes(row));
  if (absent.length > 0) {
    out(`${say('modelsAbsent')}\n${absent.map(({ model }) => absentLine(model)).join('\n')}\n`);
    out(`\n${say('modelsLicences')}\n${licenceLines(absent, terminal).join('\n')}\n`);
  }
  return 0;
}

/** Which installed models an added LoRA fits. */
export const loraText = ({ fits }: InstalledLora, { say, language }: Terminal): string =>
  fits.length > 0 ? say('loraFits', { models: listIn(language, fits) }) : say('loraFitsNone');

const isAbsent = (fit: Fit) => fit.kind === 'refused' && fit.error.code === 'weights_missing';

function describe({ model, fit }: Row, { say, language }: Terminal): string {
  const { id, name, summary, presets } = model.capabilities;
  const lines = [`${id}  ${name}`, summary[language], limits(model.capabilities, model.weightBytes, say)];
  const { licenceTerms } = model.capabilities;
  if (licenceTerms !== undefined) lines.push(licenceTerms.text[language]);
  const source = model.source === 'built-in' ? say('modelBuiltIn') : model.source;
  lines.push(`${source}; ${fitText(fit, { say, language })}`);
  if (presets.length > 0) {
    lines.push(`--preset ${presets.map((preset) => `${preset.id} (${preset.name[language]})`).join(', ')}`);
  }
  return lines.join('\n  ');
}

function limits(
  { resolutions, aspects, seconds, fps, languages, licence }: ModelCapabilities,
  size: number,
  say: Terminal['say'],
) {
  return say('modelLimits', {
    resolutions: resolutions.join(' '),
    aspects: aspects.join(' '),
    min: seconds.min,
    max: seconds.max,
    fps: fps.values.join('/'),
    languages: languages.join(' '),
    licence,
    size: formatBytes(size),
  });
}

function fitText(fit: Fit, { say, language }: Pick<Terminal, 'say' | 'language'>): string {
  if (fit.kind === 'fits') return say('modelFits', { memory: formatBytes(fit.memoryBytes) });
  return say('modelCannotRun', { reason: sentencesIn(language, fit.error.text[language], fit.error.remedy[language]) });
}

/** One line for each licence: what it permits. */
function licenceLines(rows: readonly Row[], { language }: Terminal): string[] {
  const lines = rows.map(({ model: { capabilities } }) => {
    const terms = capabilities.licenceTerms?.text[language];
    return `  ${capabilities.licence}${terms === undefined ? '' : `: ${terms}`}`;
  });
  return [...new Set(lines)];
}

const absentLine = ({ capabilities, source, weightBytes }: PublishedModel) =>
  `  ${capabilities.id.padEnd(34)} ${formatBytes(weightBytes).padStart(8)}  ${source}  (${capabilities.licence})`;

const fitData = (fit: Fit) =>
  fit.kind === 'fits' ? { fits: true, memoryBytes: fit.memoryBytes } : { fits: false, error: fit.error.toShape() };
