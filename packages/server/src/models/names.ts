import { modelCalled, modelNames } from '@akezora/contract';

/** Names that stand for models on this server: those that every Akezora knows, unless the server's own say otherwise. */
export const aliasesWith = (own: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  const all = { ...modelNames, ...own };
  return Object.fromEntries(Object.entries(all).map(([name, id]) => [name, modelCalled(id)]));
};

/** The id that a name stands for on a server with these aliases; a model of that very name goes before what every Akezora knows. */
export function idCalled(name: string, own: Readonly<Record<string, string>>, ids: readonly string[]): string {
  const id = own[name] ?? name;
  return ids.includes(id) ? id : modelCalled(id);
}
