/** The process that draws one SVG: its text on standard input, a PNG on standard output. `drawSvgInChild` starts it. */
import { drawSvg } from './svg-picture.ts';

const pieces: Buffer[] = [];
for await (const piece of process.stdin) pieces.push(piece as Buffer);
try {
  const png = await drawSvg(Buffer.concat(pieces));
  await new Promise((resolve) => process.stdout.write(png, resolve));
} catch {
  process.exitCode = 1;
}
