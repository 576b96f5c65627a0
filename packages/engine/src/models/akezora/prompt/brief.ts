import { type Brief, type BriefSubject, briefSchema, briefSubjectSchema } from '@akezora/contract';
import type { World } from '../scene/world.ts';

/** A brief that leaves everything open. */
export const emptyBrief: Brief = briefSchema.parse({
  place: null,
  time: null,
  weather: null,
  style: null,
  camera: null,
  subjects: [],
});

/** A subject of a brief that leaves all but its name open. */
export const briefSubject = (name: string): BriefSubject => briefSubjectSchema.parse({ name });

/** A brief with another style; `null` leaves it as it is. */
export const withStyle = (brief: Brief, style: Brief['style']): Brief => (style === null ? brief : { ...brief, style });

/** A brief without names that the world of these weights lacks. */
export const restrictedTo = (world: World, brief: Brief): Brief => ({
  ...brief,
  place: brief.place !== null && world.places.has(brief.place) ? brief.place : null,
  subjects: brief.subjects.filter(({ name }) => world.subjects.has(name)),
});

/** A brief whose open values are filled in from another. */
export function completed(brief: Brief, other: Brief): Brief {
  const subjects = brief.subjects.map((subject) => {
    const same = other.subjects.find(({ name }) => name === subject.name);
    return { ...subject, count: subject.count ?? same?.count ?? null, motion: subject.motion ?? same?.motion ?? null };
  });
  return {
    ...brief,
    place: brief.place ?? other.place,
    time: brief.time ?? other.time,
    weather: brief.weather ?? other.weather,
    style: brief.style ?? other.style,
    camera: brief.camera ?? other.camera,
    subjects: subjects.length > 0 ? subjects : other.subjects,
  };
}
