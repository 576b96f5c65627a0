/** Prompts as the engine plans them, without any painting: what a judge of plan and scene looks at. */
import type { Notice, Scene, UnknownWord } from '@akezora/contract';
import { generationRequestSchema, parseOrThrow } from '../../packages/contract/src/index.ts';
import { artNamed } from '../../packages/engine/src/models/akezora/art/art-words.ts';
import type { Art } from '../../packages/engine/src/models/akezora/art/shelf.ts';
import { builtInFolder } from '../../packages/engine/src/models/akezora/checkpoints.ts';
import { openNetworks } from '../../packages/engine/src/models/akezora/networks.ts';
import { planShots } from '../../packages/engine/src/models/akezora/scene/plan-shots.ts';
import type { Canvas } from '../../packages/engine/src/models/akezora/scene/shot.ts';
import type { World } from '../../packages/engine/src/models/akezora/scene/world.ts';

/** A shot with its length in seconds. */
export interface PlannedShot {
  readonly scene: Scene;
  readonly seconds: number;
}

/** What became of a prompt. */
export interface Planned {
  readonly shots: readonly PlannedShot[];
  /** Words that the plan says were not understood, as written. */
  readonly named: readonly string[];
  readonly notices: readonly Notice[];
}

/** Names that the box has, and where subjects are at home. */
export interface Stock {
  readonly world: World;
  /** The art's own name of what a scene calls `name`. */
  nameOf(name: string): string;
  has(name: string): boolean;
}

/** The engine's planning of prompts. */
export interface Planner {
  readonly stock: Stock;
  /** Plans a prompt as a clip of 10 seconds, 16:9. A prompt that is refused has no shots. */
  plan(prompt: string, seed: number): Promise<Planned>;
}

const canvas: Omit<Canvas, 'seed'> = { aspect: '16:9', seconds: 10 };

/** @param folder a folder of weights */
export async function openPlanner(folder = builtInFolder): Promise<Planner> {
  const { world, art } = await openNetworks(folder);
  const opened = await art();
  return {
    stock: stockOf(world, opened),
    async plan(prompt, seed) {
      const request = parseOrThrow(generationRequestSchema, { prompt, seed, seconds: canvas.seconds });
      const context = { world, art, contents: [], cast: [] };
      const { shots, unknownWords, notices } = await planShots(request, { ...canvas, seed }, context);
      return {
        shots: shots.map(({ from, scene }, i) => ({ scene, seconds: (shots[i + 1]?.from ?? canvas.seconds) - from })),
        named: namedBy(unknownWords),
        notices,
      };
    },
  };
}

const namedBy = (unknown: readonly UnknownWord[]): string[] => unknown.map(({ word }) => word);

/** The names of a world and its art. */
export function stockOf(world: World, art: Art): Stock {
  const names = new Set([...world.subjects.keys(), ...art.entries.map(({ name }) => name)]);
  return {
    world,
    nameOf: (name) => (names.has(name) ? name : (artNamed(art, name)?.name ?? name)),
    has: (name) => names.has(name),
  };
}
