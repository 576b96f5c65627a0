import { expect, it } from 'vitest';
import { commandSpecs, type ServerCommandName } from '../../src/command/help.ts';
import { say } from '../../src/command/messages.ts';
import { runServerCommand } from '../../src/command/run.ts';

const names = Object.keys(commandSpecs) as ServerCommandName[];

async function helpOf(name: ServerCommandName, language: 'en' | 'ja'): Promise<string> {
  let printed = '';
  const out = (text: string) => {
    printed += text;
  };
  const signal = new AbortController().signal;
  expect(await runServerCommand(name, ['--help'], { out, err: out, live: false, language, signal })).toBe(0);
  return printed;
}

it.each(names)('`akezora %s --help` has one line for each option, in both languages', async (name) => {
  for (const language of ['en', 'ja'] as const) {
    const lines = (await helpOf(name, language)).split('\n');
    for (const option of Object.keys(commandSpecs[name].options)) {
      expect(lines.filter((line) => line.startsWith(`  --${option} `))).toHaveLength(1);
    }
    expect(lines.filter((line) => line.startsWith('|'))).toEqual([]);
  }
});

it('lists the settings that a command uses, and no others', async () => {
  const help = await helpOf('import', 'en');
  expect(help).toContain('--data DIR');
  expect(help).toContain('(default: data)');
  expect(help).not.toContain('--port');
  expect(await helpOf('mcp', 'en')).not.toContain('--config');
});

it('the name of a message is checked by the compiler', () => {
  expect(say({ language: 'en' }, 'none')).toBe('none');
  // @ts-expect-error There is no message of this name.
  expect(() => say({ language: 'en' }, 'nonne')).toThrow();
});
