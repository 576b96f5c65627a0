import { AkezoraError } from '@akezora/contract';
import type { InspectedFile } from './protocol.ts';

/** Tells what a file someone sent is. */
export async function inspectFile(ask: { file: string; name: string; field: string }): Promise<InspectedFile> {
  throw new AkezoraError('input_unreadable', { field: ask.field, path: ask.name, reason: '?' });
}
