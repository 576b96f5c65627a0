import type { Arguments } from '../arguments.ts';
import type { Terminal } from '../terminal.ts';

/** `akezora models add --comfyui PATH`: uses the models of ComfyUI where they lie, and says what it found and what it left. */
export async function addComfyUi(path: string, args: Arguments, { out, say, language }: Terminal): Promise<number> {
  const engine = await import('@akezora/engine');
  const report = await engine.addComfyUi(path);
  if (args.on('json')) {
    out(`${JSON.stringify(report)}\n`);
    return 0;
  }
  const { added, left, others, missing } = report;
  for (const { id, kind, path: at, autoencoder } of added) {
    const beside = autoencoder === undefined ? '' : `\n    + ${autoencoder}`;
    out(`${say('comfyAdded', { kind: say(kindWords[kind]), id, path: at })}${beside}\n`);
  }
  if (added.length === 0) out(`${say('comfyNothing')}\n`);
  for (const { path: at, reason } of left) out(`${say('comfyLeft', { path: at, reason: reason[language] })}\n`);
  if (others > 0) out(`${say('comfyOthers', { count: others })}\n`);
  if (missing !== undefined) out(`${say('comfyMissing', { model: missing })}\n`);
  return 0;
}

const kindWords = { model: 'comfyModel', 'text-encoder': 'comfyEncoder', lora: 'comfyLora' } as const;
