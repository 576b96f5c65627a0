/** What the words of a prompt say and a stage does not show. */
import { mostInScene, type Scene } from '@akezora/contract';
import { inPlace } from './geometry.ts';

const nameOf = ({ actor, name }: Scene['subjects'][number]): string => actor ?? name;

/** The subjects that the model understood of the words and that are not on the stage: as many as are missing of each name. */
export function missingSubjects(stage: Scene, understood: Scene): readonly Scene['subjects'][number][] {
  const left = stage.subjects.map(nameOf);
  return understood.subjects.filter((subject) => {
    const found = left.indexOf(nameOf(subject));
    if (found >= 0) left.splice(found, 1);
    return found < 0;
  });
}

/** The names of subjects, each once. */
export const namesOf = (subjects: readonly Scene['subjects'][number][]): readonly string[] => [
  ...new Set(subjects.map(nameOf)),
];

/** A stage with the subjects that its words name besides, where the model would have put them. */
export function withMissing(stage: Scene, understood: Scene): Scene {
  const missing = missingSubjects(stage, inPlace({ ...understood, seconds: stage.seconds }, stage));
  const fitting = missing.map((subject) => ({
    ...subject,
    path: subject.path.filter(({ at }, i) => i === 0 || at <= stage.seconds),
  }));
  return { ...stage, subjects: [...stage.subjects, ...fitting].slice(0, mostInScene.subjects) };
}
