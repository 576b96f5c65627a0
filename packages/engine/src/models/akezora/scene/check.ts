import { AkezoraError, type Scene, type StoryboardCard } from '@akezora/contract';
import { reasons } from '../notices.ts';
import type { World } from './world.ts';

/** Shortest shot of a storyboard, in seconds. */
const shortestShot = 1;

/**
 * Checks that a storyboard starts at 0 and that every card has room in the clip.
 * @throws AkezoraError `storyboard_invalid` naming the card.
 */
export function checkStoryboard(cards: readonly Pick<StoryboardCard, 'at'>[], seconds: number): void {
  const refuse = (index: number, reason: { en: string; ja: string }) => {
    const path = `storyboard.${index}.at`;
    throw new AkezoraError('storyboard_invalid', { field: path, path, reason });
  };
  for (const [index, { at }] of cards.entries()) {
    if (index === 0 && at !== 0) refuse(index, reasons.firstCardNotAtZero);
    if (index > 0 && at < cards[index - 1]!.at + shortestShot) refuse(index, reasons.cardsTooClose);
    if (at > seconds - shortestShot) refuse(index, reasons.clipTooShort(seconds));
  }
}

/**
 * Checks that every place, subject, prop and thing in the sky exists, in the world or among the art, and that times of a path
 * increase. Actors may be missing: their stand-ins play then.
 * @param isArt whether a name is that of any art in the box
 * @throws AkezoraError `scene_invalid` naming the place in the scene.
 */
export function checkScene(world: World, scene: Scene, isArt: (name: string) => boolean): void {
  const refuse = (path: string, reason: { en: string; ja: string }) => {
    throw new AkezoraError('scene_invalid', { field: `scene.${path}`, path, reason });
  };
  const unknown = (path: string, name: string, choices: Iterable<string>) =>
    refuse(path, reasons.unknownName(name, [...choices].join(', ')));
  if (!world.places.has(scene.place)) unknown('place', scene.place, world.places.keys());
  for (const [i, { name, path }] of scene.subjects.entries()) {
    if (!world.subjects.has(name)) unknown(`subjects.${i}.name`, name, world.subjects.keys());
    const increases = path.every((point, j) => j === 0 || point.at > path[j - 1]!.at);
    if (!increases) refuse(`subjects.${i}.path`, reasons.timesNotIncreasing);
  }
  for (const [i, { name }] of scene.props.entries()) {
    if (!world.props.has(name) && !isArt(name)) refuse(`props.${i}.name`, reasons.unknownArt(name));
  }
  const sky = ['sun', ...world.props];
  for (const [i, { name }] of scene.sky.entries()) {
    if (!sky.includes(name) && !isArt(name)) refuse(`sky.${i}.name`, reasons.unknownArt(name));
  }
}
