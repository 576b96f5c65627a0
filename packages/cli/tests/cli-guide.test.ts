import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorMessages } from '@akezora/contract';
import { describe, expect, it } from 'vitest';
import { generateOptions } from '../src/generate/options.ts';
import { generateHelp } from '../src/help.ts';
import { watchHelp } from '../src/watch/help.ts';
import { watchOptions } from '../src/watch/options.ts';

const guide = (language: string) => readFileSync(join(import.meta.dirname, `../../../docs/${language}/cli.md`), 'utf8');

describe.each(['en', 'ja'] as const)('in %s', (language) => {
  it.each(Object.keys(generateOptions))('the help and the guide explain --%s', (name) => {
    expect(generateHelp[language]).toContain(`--${name}`);
    expect(guide(language)).toContain(`--${name}`);
  });

  it.each(Object.keys(watchOptions))('the help of watch and the guide explain --%s', (name) => {
    expect(watchHelp[language]).toContain(`--${name}`);
    expect(guide(language)).toContain(`--${name}`);
  });

  it('the guide names every exit code there is', () => {
    const codes = new Set(Object.values(errorMessages).map(({ exitCode }) => exitCode));
    for (const code of [0, ...codes]) expect(guide(language)).toContain(`| ${code} |`);
  });
});
