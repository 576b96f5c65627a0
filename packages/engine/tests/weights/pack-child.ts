/** Packs the blocks of a model and prints how many are done, for a test that kills it: `pack-child.ts WEIGHTS BLOCKS`. */

import { packParts } from '../../src/weights/cached-graph.ts';
import { openSafetensors } from '../../src/weights/store.ts';
import { blockPart } from './pack-blocks.ts';

const [weights = '', blocks = ''] = process.argv.slice(2);
const parts = Array.from({ length: Number(blocks) }, (_, i) => blockPart(i));
const source = await openSafetensors(weights);
await packParts(source, 'int8', parts, { onPart: (done) => process.stdout.write(`${done}\n`) });
await source.close();
