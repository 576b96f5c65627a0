import { z } from 'zod';

/** Hours of the day a scene can be lit for. */
export const timesOfDay = ['dawn', 'day', 'sunset', 'night'] as const;
/** Weathers of a scene. */
export const weathers = ['clear', 'cloudy', 'rain', 'snow', 'fog'] as const;
/** Looks of a scene. */
export const styles = ['none', 'archival', 'film-noir', 'papercraft', 'stop-motion', 'balloon'] as const;
/** Camera moves. */
export const cameraMoves = ['static', 'pan-left', 'pan-right', 'zoom-in', 'zoom-out', 'tilt-up', 'tilt-down'] as const;
/** What a subject does. */
export const motions = ['left', 'right', 'towards', 'away', 'up', 'down', 'jump', 'circle', 'still'] as const;
/** Sizes a prompt can ask for. */
export const subjectSizes = ['small', 'medium', 'large'] as const;
/** Shapes of the frame. */
export const aspects = ['16:9', '9:16', '1:1'] as const;

/** Shape of the frame, width to height. */
export type Aspect = (typeof aspects)[number];

/**
 * What a prompt says, in the words of the world: the director's output. `null` means "not said"; staging then
 * chooses from the seed.
 */
export const briefSchema = z.strictObject({
  place: z.string().nullable(),
  time: z.enum(timesOfDay).nullable(),
  weather: z.enum(weathers).nullable(),
  style: z.enum(styles).nullable(),
  camera: z.enum(cameraMoves).nullable(),
  subjects: z
    .array(
      z.strictObject({
        name: z.string(),
        count: z.number().int().min(1).max(3).nullable(),
        motion: z.enum(motions).nullable(),
        size: z.enum(subjectSizes).nullable(),
      }),
    )
    .max(2),
});

/** What a prompt says, in the words of the world. */
export type Brief = z.infer<typeof briefSchema>;

const finite = z.number().min(-100).max(100);

/** A subject's place at a time: feet at (x, y), height of its square box `size`, raised by `lift`; in frame heights. */
export const pathPointSchema = z.strictObject({
  at: z.number().min(0).max(3600),
  x: finite,
  y: finite,
  size: z.number().min(0.01).max(4),
  lift: finite.default(0),
});

/** A subject's place at a time. */
export type PathPoint = z.infer<typeof pathPointSchema>;

/** A moving subject of a scene. */
export const sceneSubjectSchema = z.strictObject({
  name: z.string().min(1).max(64),
  motion: z.enum(motions).default('still'),
  flip: z.boolean().default(false),
  phase: z.number().min(0).max(1).default(0),
  path: z.array(pathPointSchema).min(1).max(2000),
});

/** A moving subject of a scene. */
export type SceneSubject = z.infer<typeof sceneSubjectSchema>;

/** A thing that stands still on the ground of a scene. */
export const scenePropSchema = z.strictObject({
  name: z.string().min(1).max(64),
  x: finite,
  y: finite,
  size: z.number().min(0.01).max(4),
  flip: z.boolean().default(false),
});

/** A thing in the sky of a scene, far away. */
export const sceneSkySchema = z.strictObject({
  name: z.string().min(1).max(64),
  x: finite,
  y: finite,
  size: z.number().min(0.01).max(4),
});

/** Where the camera looks at a time; `zoom` 1 shows one frame height. */
export const cameraPointSchema = z.strictObject({
  at: z.number().min(0).max(3600),
  x: finite,
  y: finite,
  zoom: z.number().min(0.25).max(8),
});

/**
 * What is seen: places, subjects and their paths over time. Units are frame heights at zoom 1, x = 0 in the middle,
 * y = 0 at the top of the frame and 1 at its bottom, seconds from the start of the clip.
 */
export const sceneSchema = z.strictObject({
  version: z.literal(1),
  place: z.string().min(1).max(64),
  time: z.enum(timesOfDay).default('day'),
  weather: z.enum(weathers).default('clear'),
  style: z.enum(styles).default('none'),
  aspect: z.enum(aspects).default('16:9'),
  seconds: z.number().min(0.1).max(3600).default(10),
  seed: z.number().int().min(0).max(0xffffffff).default(0),
  horizon: z.number().min(-1).max(2).default(0.66),
  panorama: z.strictObject({ offset: z.number().min(0).max(1).default(0) }).default({ offset: 0 }),
  camera: z
    .strictObject({
      move: z.enum(cameraMoves).default('static'),
      path: z
        .array(cameraPointSchema)
        .min(1)
        .max(2000)
        .default([{ at: 0, x: 0, y: 0, zoom: 1 }]),
    })
    .default({ move: 'static', path: [{ at: 0, x: 0, y: 0, zoom: 1 }] }),
  subjects: z.array(sceneSubjectSchema).max(16).default([]),
  props: z.array(scenePropSchema).max(64).default([]),
  sky: z.array(sceneSkySchema).max(32).default([]),
});

/** What is seen: the scene a model that directs writes from the prompt, and that a person may edit. */
export type Scene = z.infer<typeof sceneSchema>;
