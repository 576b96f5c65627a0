/** `npm run parity -- FOLDER… [--device cpu|webgpu|cuda] [--precision f32|f16|w8|…]`: see runner.ts. */
import { parseArgs } from 'node:util';
import { runParity } from './runner.ts';

const usage = 'npm run parity -- FOLDER… [--device cpu|webgpu|cuda] [--precision f32|f16|w8]';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { device: { type: 'string', default: 'cpu' }, precision: { type: 'string', default: 'f32' } },
});
if (positionals.length === 0) {
  console.error(usage);
  process.exitCode = 2;
} else {
  const summary = await runParity(positionals, values, console.log);
  process.exitCode = summary.failed > 0 ? 1 : 0;
}
