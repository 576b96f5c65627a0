import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolder } from '../host/folders.ts';

/** A user's folder or file that was added under a name. */
export interface AddedModel {
  readonly id: string;
  readonly path: string;
}

const listFile = () => join(dataFolder(), 'models.json');

/** Every added model. */
export async function addedModels(): Promise<AddedModel[]> {
  try {
    const parsed: unknown = JSON.parse(await readFile(listFile(), 'utf8'));
    return Array.isArray(parsed) ? (parsed as AddedModel[]) : [];
  } catch {
    return [];
  }
}

/** Path of the model that was added under a name. */
export async function addedPath(id: string): Promise<string | undefined> {
  return (await addedModels()).find((model) => model.id === id)?.path;
}

/** Adds a model to the list, in place of one of the same name. */
export async function storeAdded(model: AddedModel): Promise<void> {
  await writeList([...(await addedModels()).filter(({ id }) => id !== model.id), model]);
}

/** Removes a model from the list; its files stay. Returns false when the list has no such name. */
export async function forgetAdded(id: string): Promise<boolean> {
  const models = await addedModels();
  const others = models.filter((model) => model.id !== id);
  if (others.length === models.length) return false;
  await writeList(others);
  return true;
}

async function writeList(models: readonly AddedModel[]): Promise<void> {
  await mkdir(dataFolder(), { recursive: true });
  const temporary = `${listFile()}.${process.pid}`;
  await writeFile(temporary, JSON.stringify(models, null, 1));
  await rename(temporary, listFile());
}
