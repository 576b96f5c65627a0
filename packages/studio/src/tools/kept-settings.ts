import { type Stored, storedJson } from '../util/stored.ts';

/** What is set in a tool for a clip, as this tab keeps it: coming back to the tool finds it as it was left. */
export const keptSettings = <Settings extends object>(tool: string, clip: string): Stored<Partial<Settings>> =>
  storedJson<Partial<Settings>>(`bench.${tool}.${clip}`, 'tab');
