import { examineServer } from '../doctor/examine.ts';
import { say } from './messages.ts';
import type { Command } from './terminal.ts';

const marks = { well: '✓', note: '·', trouble: '✗' } as const;

/** `akezora doctor --server`: checks what a server with these options needs. Exit code 3 when something needs action. */
export const doctorCommand: Command = async (args, terminal) => {
  const findings = await examineServer(args.options, args.extra.deep === true);
  const troubles = findings.filter(({ state }) => state === 'trouble');
  if (args.extra.json === true) terminal.out(`${JSON.stringify(findings)}\n`);
  else {
    const { language } = terminal;
    for (const { about, state, found, remedy } of findings) {
      terminal.out(`${marks[state]} ${about[language]}: ${found[language]}\n`);
      if (remedy !== undefined) terminal.out(`  → ${remedy[language]}\n`);
    }
    if (troubles.length === 0) terminal.out(`\n${say(terminal, 'well')}\n`);
  }
  return troubles.length > 0 ? 3 : 0;
};
