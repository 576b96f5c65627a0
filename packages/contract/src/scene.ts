import { z } from 'zod';

/** Times of day of a scene. */
export const timesOfDay = ['dawn', 'day', 'sunset', 'night'] as const;
/** Weathers of a scene. */
export const weathers = ['clear', 'cloudy', 'rain', 'snow', 'fog'] as const;
/** Visual styles of a scene. */
export const styles = ['none', 'archival', 'film-noir', 'papercraft', 'stop-motion', 'balloon'] as const;
/** Camera moves. */
export const cameraMoves = ['static', 'pan-left', 'pan-right', 'zoom-in', 'zoom-out', 'tilt-up', 'tilt-down'] as const;
/** Motions of a subject. */
export const motions = ['left', 'right', 'towards', 'away', 'up', 'down', 'jump', 'circle', 'still'] as const;
/** Sizes of a subject in a brief. */
export const subjectSizes = ['small', 'medium', 'large'] as const;
/** Aspect ratios, width to height. */
export const aspects = ['16:9', '9:16', '1:1'] as const;

/** Aspect ratio, width to height. */
export type Aspect = (typeof aspects)[number];

/** What akezora-1 understood of a prompt; null: not mentioned, chosen by the seed. */
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

/** What akezora-1 understood of a prompt. */
export type Brief = z.infer<typeof briefSchema>;

const finite = z.number().min(-100).max(100);

/**
 * Position of a subject at `at` seconds: its feet at (x, y), the height `size` of its square box, and its height above the
 * ground `lift`, all in frame heights.
 */
export const pathPointSchema = z.strictObject({
  at: z.number().min(0).max(3600),
  x: finite,
  y: finite,
  size: z.number().min(0.01).max(4),
  lift: finite.default(0),
});

/** Position of a subject at a time. */
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

/** A prop: a fixed object on the ground of a scene. */
export const scenePropSchema = z.strictObject({
  name: z.string().min(1).max(64),
  x: finite,
  y: finite,
  size: z.number().min(0.01).max(4),
  flip: z.boolean().default(false),
});

/** A distant object in the sky of a scene. */
export const sceneSkySchema = z.strictObject({
  name: z.string().min(1).max(64),
  x: finite,
  y: finite,
  size: z.number().min(0.01).max(4),
});

/** Centre of the camera at `at` seconds; at `zoom` 1 the picture is one frame height high. */
export const cameraPointSchema = z.strictObject({
  at: z.number().min(0).max(3600),
  x: finite,
  y: finite,
  zoom: z.number().min(0.25).max(8),
});

/**
 * Content of a clip: the place, the subjects and their paths over time. Lengths are in frame heights at zoom 1, with x = 0 in
 * the middle of the frame, y = 0 at its top and 1 at its bottom; times are in seconds from the start of the clip.
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

/** Content of a clip, made from the prompt by models with `controls.scene`; users can edit it. */
export type Scene = z.infer<typeof sceneSchema>;
