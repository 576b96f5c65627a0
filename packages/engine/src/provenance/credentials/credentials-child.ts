/** The process that reads the credentials of one foreign file, which it has open as number 3. `readCredentials` starts it. */
import { readOpenFile } from './read.ts';

const pieces: Buffer[] = [];
for await (const piece of process.stdin) pieces.push(piece as Buffer);
try {
  const { type, anchors } = JSON.parse(Buffer.concat(pieces).toString()) as { type: string; anchors: string };
  const report = JSON.stringify(await readOpenFile(3, type, anchors));
  await new Promise((resolve) => process.stdout.write(report, resolve));
} catch {
  process.exitCode = 1;
}
