/**
 * The order of folders inside a package: a file may import from its own floor and from lower ones, never from a higher one.
 * A floor lists paths below `src`; the longest that a file's path begins with counts. A new folder of these packages needs its place here.
 */
export const floors: Readonly<Record<string, readonly (readonly string[])[]>> = {
  engine: [
    ['tensor/', 'host/'],
    ['machine/'],
    ['graph/'],
    ['weights/', 'runtime/', 'video/', 'text/', 'schedulers/'],
    ['diffusion/', 'provenance/'],
    ['models/'],
    ['clip-facts.ts', 'plan-notices.ts', 'plan-shape.ts', 'plan.ts', 'generate.ts', 'clips.ts', 'stills.ts'],
    ['index.ts', 'web/'],
  ],
  server: [
    ['config/', 'safety/categories.ts', 'safety/policies.ts', 'safety/text/'],
    ['platform/'],
    ['jobs/', 'access/', 'inference/'],
    ['safety/'],
    ['library/', 'models/', 'importing/', 'exporting/', 'webhooks/', 'remote/'],
    ['worker/', 'http/'],
    ['server.ts', 'worker-process.ts', 'maintenance.ts', 'command/', 'doctor/'],
    ['index.ts'],
  ],
};

/** Floor of a file by its path below `src`: its number from the bottom, or undefined when the package's plan lacks it. */
export function floorOf(plan: readonly (readonly string[])[], path: string): number | undefined {
  let best = { length: 0, floor: undefined as number | undefined };
  for (const [floor, rooms] of plan.entries()) {
    for (const room of rooms) {
      if (path.startsWith(room) && room.length > best.length) best = { length: room.length, floor };
    }
  }
  return best.floor;
}
