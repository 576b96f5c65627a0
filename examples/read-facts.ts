// Prints the facts that a clip carries: node examples/read-facts.ts FILE
import { readFacts } from '@akezora/engine';

const file = process.argv[2];
if (file === undefined) throw new Error('usage: node examples/read-facts.ts FILE');

const facts = await readFacts(file);
if (facts === null) console.log('This file has no facts: Akezora did not make it, or another program rewrote it.');
else console.log(`${facts.model}, seed ${facts.seed}, ${facts.width}×${facts.height}: ${facts.prompt}`);
