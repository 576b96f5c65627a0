import { bracketsIn, formatBytes, listIn } from '@akezora/contract';
import type { Terminal } from '../terminal.ts';

/**
 * Installs onnxruntime's CUDA libraries into a folder beside the cache, which no installation of Akezora does by itself.
 * @returns 0; 3 when NVIDIA's own libraries are missing
 * @throws AkezoraError as `installCuda` of the engine.
 */
export async function installCudaCommand(terminal: Terminal): Promise<number> {
  const { installCuda } = await import('@akezora/engine');
  const { say, language } = terminal;
  let shown = -1;
  const { folder, version, already, missing } = await installCuda({
    signal: terminal.signal,
    onBytes(done, total) {
      const percent = Math.floor((10 * done) / total) * 10;
      if (percent === shown) return;
      shown = percent;
      terminal.err(`${say('doctorCuda', { size: formatBytes(total) })}${bracketsIn(language, `${percent} %`)}\n`);
    },
  });
  terminal.out(`${say(already ? 'doctorCudaAlready' : 'doctorCudaDone', { version, folder })}\n`);
  if (missing.length === 0) return 0;
  terminal.out(`→ ${say('doctorCudaMissing', { names: listIn(language, missing) })}\n`);
  return 3;
}
