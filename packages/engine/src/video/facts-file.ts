import { open, readFile } from 'node:fs/promises';
import { type ClipFacts, type ClipMeasures, clipFactsSchema, factsLength, upgradeFacts } from '@akezora/contract';
import { withEnding } from '../host/output-place.ts';
import { readGifComment, readWebpXmp } from './animation-metadata.ts';
import { openContainer } from './container.ts';
import { type InputOptions, type SniffedInput, sniffInput } from './input.ts';
import { createOutput } from './output-file.ts';

/** The facts as text for a file: one line of JSON. */
export const factsText = (facts: ClipFacts): string => JSON.stringify(facts);

/**
 * Reads the facts in a clip (MP4, MOV, MKV, WebM, WebP, GIF); `null` when it has none.
 * @throws AkezoraError `input_missing`, `input_unreadable`.
 */
export async function readFacts(file: string, options: InputOptions = {}): Promise<ClipFacts | null> {
  const input = await sniffInput(file, options);
  const text = input.format.kind === 'video' ? await containerComment(input) : await imageText(file, input.format.name);
  if (text === null || text.length > factsLength) return null;
  try {
    const parsed = clipFactsSchema.safeParse(upgradeFacts(JSON.parse(text)));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

async function containerComment(sniffed: SniffedInput): Promise<string | null> {
  const input = await openContainer(sniffed);
  try {
    return (await input.getMetadataTags()).comment ?? null;
  } catch {
    return null;
  } finally {
    input.dispose();
  }
}

async function imageText(file: string, format: string): Promise<string | null> {
  const handle = await open(file, 'r');
  try {
    if (format === 'gif') return await readGifComment(handle);
    return format === 'webp' ? await readWebpXmp(handle) : null;
  } finally {
    await handle.close();
  }
}

/** Content of the JSON beside a clip. */
export interface Sidecar {
  readonly facts: ClipFacts;
  /** Time and memory of the run. Default: none. */
  readonly measures?: ClipMeasures;
  /** SHA-256 of each file of the request, by its field, such as `conditions.0`. Default: unknown, of earlier versions. */
  readonly inputs?: Readonly<Record<string, string>>;
}

/** Name of the JSON beside a clip: `fox.mp4` → `fox.mp4.json`; of one whose name leaves no room for that, its beginning and a hash. */
export const sidecarName = (file: string): string => withEnding(file, '.json');

/** Writes facts and measures as JSON beside a clip, completely or not at all. Returns its name. */
export async function writeSidecar(file: string, content: Sidecar): Promise<string> {
  const name = sidecarName(file);
  const output = await createOutput(name);
  try {
    await output.write(Buffer.from(`${JSON.stringify(content, null, 2)}\n`), 0);
    await output.commit();
  } finally {
    await output.discard();
  }
  return name;
}

/** Reads the JSON beside a clip; `null` when there is none, or it was not written by Akezora. */
export async function readSidecar(file: string): Promise<Sidecar | null> {
  try {
    const parsed = JSON.parse(await readFile(sidecarName(file), 'utf8')) as Sidecar;
    const facts = clipFactsSchema.safeParse(upgradeFacts(parsed.facts));
    return facts.success ? { ...parsed, facts: facts.data } : null;
  } catch {
    return null;
  }
}
