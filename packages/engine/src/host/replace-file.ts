import { rename, writeFile } from 'node:fs/promises';

/**
 * Writes a text file wholly or not at all: beside its place first.
 * @param mode of the file, such as 0o600. Default: what the system gives new files
 */
export async function replaceFile(file: string, text: string, mode?: number): Promise<void> {
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, text, mode === undefined ? {} : { mode });
  await rename(temporary, file);
}
