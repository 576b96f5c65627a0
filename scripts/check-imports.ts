/**
 * The direction of imports. Between packages: studio → contract; engine → contract; server → contract, and only its inference,
 * worker and models → engine; cli → the doors of engine and server; web → contract and the engine's door without Node; nothing
 * imports cli, studio or web. Inside a package: no circle; in engine and server no import from a higher floor (`floors.ts`); a model
 * family is entered by its `index.ts`, or by its `web.ts` without Node, and families never import each other. Tests may import anything.
 */
import { floorOf, floors } from './floors.ts';
import { circlesOf, type ImportGraph, importGraph, packages, specifiersOf, targetOf } from './import-graph.ts';
import { conclude, type Source } from './sources.ts';

/** What each package may import of the others. */
const allowed: Readonly<Record<string, (specifier: string, from: string) => boolean>> = {
  contract: () => false,
  engine: (specifier) => specifier.startsWith('@akezora/contract'),
  server: (specifier, from) =>
    specifier.startsWith('@akezora/contract') ||
    (/^@akezora\/engine(\/credentials)?$/.test(specifier) &&
      /^packages\/server\/src\/(inference|worker|models)\//.test(from)),
  studio: (specifier) => specifier.startsWith('@akezora/contract'),
  web: (specifier) => specifier === '@akezora/contract' || specifier === '@akezora/engine/web',
  cli: (specifier) => /^@akezora\/(contract(\/\w+)?|engine(\/credentials)?|server)$/.test(specifier),
};

function betweenPackages(name: string, source: Source): string[] {
  return specifiersOf(source).flatMap((specifier) => {
    const at = `${source.path}: imports ${specifier}`;
    const target = targetOf(source.path, specifier);
    if (target !== undefined) {
      return target.startsWith(`packages/${name}/`) ? [] : [`${at}: relative imports stay inside their package`];
    }
    if (/^(@akezora\/|akezora$)/.test(specifier)) {
      return allowed[name]?.(specifier, source.path) ? [] : [`${at}: packages/${name} may not`];
    }
    const foreign = name === 'contract' && !/^(zod|eventsource-parser)$/.test(specifier);
    return foreign ? [`${at}: contract imports zod and eventsource-parser, and nothing else`] : [];
  });
}

/** The model family that a path belongs to. */
const familyOf = (path: string): string | undefined => /^packages\/engine\/src\/models\/([^/]+)\//.exec(path)?.[1];

function betweenRooms(name: string, from: string, target: string): string[] {
  const faults: string[] = [];
  const plan = floors[name];
  if (plan !== undefined) {
    const inSource = (path: string) => path.slice(`packages/${name}/src/`.length);
    const lower = floorOf(plan, inSource(from));
    const upper = floorOf(plan, inSource(target));
    if (lower === undefined) return [`${from}: has no floor in scripts/floors.ts`];
    if (upper !== undefined && upper > lower) faults.push(`${from}: imports ${target}, a higher floor`);
  }
  const family = familyOf(target);
  if (family !== undefined && family !== familyOf(from)) {
    if (familyOf(from) !== undefined) faults.push(`${from}: imports the family ${family}: share it in diffusion/`);
    else if (!new RegExp(`/models/${family}/(index|web)\\.ts$`).test(target))
      faults.push(`${from}: enter ${family} by its index.ts, or by its web.ts without Node`);
  }
  return faults;
}

function faultsOf({ name, sources, targets }: ImportGraph): string[] {
  return [
    ...sources.flatMap((source) => betweenPackages(name, source)),
    ...[...targets].flatMap(([from, to]) => to.flatMap((target) => betweenRooms(name, from, target))),
    ...circlesOf(targets).map((circle) => `circle of ${circle.length} files: ${circle.join(', ')}`),
  ];
}

const graphs = packages.map(importGraph);
conclude(
  'imports',
  graphs.reduce((sum, { sources }) => sum + sources.length, 0),
  graphs.flatMap(faultsOf),
);
