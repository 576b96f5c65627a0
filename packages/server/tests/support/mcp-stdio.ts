/** `akezora mcp --url URL`, as a client starts it. */
import { runServerCommand } from '../../src/index.ts';

const write = (text: string) => void process.stderr.write(text);
const terminal = { out: write, err: write, live: false, language: 'en', signal: new AbortController().signal } as const;
process.exitCode = await runServerCommand('mcp', ['--url', process.argv[2] ?? ''], terminal);
