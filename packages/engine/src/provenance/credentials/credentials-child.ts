/** The process that reads the credentials of one foreign file, which it has open as number 3. `readCredentials` starts it. */
import { readOpenFile } from './read.ts';

/** What the process reads, as `readOpenFile` takes it. */
export interface ReadingWork {
  readonly type: string;
  readonly anchors: string;
  readonly hash?: string;
}

const pieces: Buffer[] = [];
for await (const piece of process.stdin) pieces.push(piece as Buffer);
try {
  const { type, anchors, hash } = JSON.parse(Buffer.concat(pieces).toString()) as ReadingWork;
  const report = JSON.stringify(await readOpenFile(3, type, anchors, hash));
  await new Promise((resolve) => process.stdout.write(report, resolve));
} catch {
  process.exitCode = 1;
}
