/** `node training/safety/rules.ts < TEXTS`: the categories that the rules find in each line, with commas between them. */
import { createInterface } from 'node:readline';
import { findByRules } from '../../packages/server/src/safety/text/find.ts';

for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${[...new Set(findByRules(line).map(({ category }) => category))].join(',')}\n`);
