/**
 * `node training/safety/views.ts < TEXTS > VIEWS`: each line as the classifier reads it. Training runs it, so that there is one code that
 * undoes odd spellings.
 */
import { createInterface } from 'node:readline';
import { foldedView } from '../../packages/server/src/safety/text/views.ts';

for await (const line of createInterface({ input: process.stdin })) process.stdout.write(`${foldedView(line)}\n`);
