import { z } from 'zod';

/** Times of day of a scene. */
export const timesOfDay = ['dawn', 'day', 'sunset', 'night'] as const;
/** Weathers of a scene. */
export const weathers = ['clear', 'cloudy', 'rain', 'snow', 'fog'] as const;
/** Visual styles of a scene. */
export const styles = ['none', 'archival', 'film-noir', 'papercraft', 'stop-motion', 'balloon'] as const;
/** Camera moves. `follow` goes with the first subject; `orbit` goes round it, as far as flat sets can; `crane` rises or sinks. */
export const cameraMoves = [
  'static',
  'pan-left',
  'pan-right',
  'zoom-in',
  'zoom-out',
  'tilt-up',
  'tilt-down',
  'follow',
  'orbit',
  'crane-up',
  'crane-down',
] as const;
/** How much of the frame a shot gives its first subject. */
export const framings = ['wide', 'medium', 'close'] as const;
/** How quickly everything goes against its usual pace: `slow` is slow motion. */
export const paces = ['slow'] as const;
/** Most things of each kind that a scene holds. */
export const mostInScene = { subjects: 16, props: 64, sky: 32 } as const;

/** What a subject does; where it goes is its motion, or its relation to another. */
export const actions = [
  'stand',
  'sit',
  'lie',
  'sleep',
  'walk',
  'run',
  'fly',
  'swim',
  'float',
  'jump',
  'leap',
  'dance',
  'play',
  'eat',
  'drink',
  'fall',
  'hide',
  'wave',
  'look',
  'drive',
  'sail',
  'roll',
  'spin',
  'race',
] as const;
/** How a subject or thing stands, or moves, to another. */
export const relations = [
  'with',
  'next-to',
  'left-of',
  'right-of',
  'behind',
  'in-front-of',
  'on',
  'under',
  'above',
  'in',
  'chasing',
  'following',
  'meeting',
  'towards',
  'away-from',
  'around',
] as const;
/** Colours that a subject or thing can be tinted. */
export const colours = [
  'red',
  'orange',
  'yellow',
  'green',
  'blue',
  'purple',
  'pink',
  'brown',
  'black',
  'white',
  'grey',
  'gold',
  'silver',
  'turquoise',
] as const;
/** Motions of a subject. */
export const motions = ['left', 'right', 'towards', 'away', 'up', 'down', 'jump', 'circle', 'still'] as const;
/** Sizes of a subject in a brief. */
export const subjectSizes = ['small', 'medium', 'large'] as const;
/** Which way a drawing looks. */
export const facings = ['left', 'right', 'front'] as const;
/** Where a subject is at home: on the ground, in the air, on water, under water. */
export const subjectKinds = ['ground', 'fly', 'sea', 'under'] as const;
/** Aspect ratios, width to height. */
export const aspects = ['16:9', '9:16', '1:1'] as const;

/** Aspect ratio, width to height. */
export type Aspect = (typeof aspects)[number];

/** How somebody or something stands to another that a brief names. */
const briefRelationSchema = z.strictObject({
  kind: z.enum(relations),
  /** The name of another subject or thing of the brief. */
  to: z.string(),
});

/** A subject of a brief: somebody or something that acts. */
export const briefSubjectSchema = z.strictObject({
  name: z.string(),
  count: z.number().int().min(1).max(5).nullable().default(null),
  /** Where it goes in the frame. */
  motion: z.enum(motions).nullable().default(null),
  size: z.enum(subjectSizes).nullable().default(null),
  action: z.enum(actions).nullable().default(null),
  colour: z.enum(colours).nullable().default(null),
  relation: briefRelationSchema.nullable().default(null),
});

/** A thing of a brief that stands in the set: a tree, a table, a castle. Its name is that of any art in the box. */
export const briefThingSchema = z.strictObject({
  name: z.string(),
  count: z.number().int().min(1).max(5).nullable().default(null),
  size: z.enum(subjectSizes).nullable().default(null),
  colour: z.enum(colours).nullable().default(null),
  relation: briefRelationSchema.nullable().default(null),
});

/** What the model in the box understood of a prompt; null: not mentioned, chosen by the seed. */
export const briefSchema = z.strictObject({
  place: z.string().nullable(),
  time: z.enum(timesOfDay).nullable(),
  weather: z.enum(weathers).nullable(),
  style: z.enum(styles).nullable(),
  camera: z.enum(cameraMoves).nullable(),
  framing: z.enum(framings).nullable().default(null),
  pace: z.enum(paces).nullable().default(null),
  subjects: z.array(briefSubjectSchema).max(6),
  things: z.array(briefThingSchema).max(8).default([]),
  /** Names of subjects, things and props that must not be seen: `no trees`. */
  without: z.array(z.string()).max(16).default([]),
});

/** What the model in the box understood of a prompt. */
export type Brief = z.infer<typeof briefSchema>;

/** A subject of a brief. */
export type BriefSubject = z.infer<typeof briefSubjectSchema>;

/** A thing of a brief. */
export type BriefThing = z.infer<typeof briefThingSchema>;

const finite = z.number().min(-100).max(100);

/**
 * Position of a subject at `at` seconds: its feet at (x, y), the height `size` of its square box, and its height above the
 * ground `lift`, all in frame heights. Points before 0 say how it is moving already when the scene begins.
 */
export const pathPointSchema = z.strictObject({
  at: z.number().min(-60).max(3600),
  x: finite,
  y: finite,
  size: z.number().min(0.01).max(4),
  lift: finite.default(0),
  /** A new piece of the path begins here: it does not move here from the point before, which it stays at until now. Default: false. */
  cut: z.boolean().optional(),
});

/** Position of a subject at a time. */
export type PathPoint = z.infer<typeof pathPointSchema>;

/** A moving subject of a scene. */
export const sceneSubjectSchema = z.strictObject({
  /** A subject of the world. Of an actor: its stand-in, which moves as the actor does. */
  name: z.string().min(1).max(64),
  /** The actor whose picture is seen: one of the request's, else of the art in the box. Default: the subject itself. */
  actor: z.string().min(1).max(64).optional(),
  /** Which way the actor's drawing looks. Default: as the subject's own does. */
  faces: z.enum(facings).optional(),
  /** Where the feet are in the actor's drawing, 0 its top and 1 its bottom. Default 1. */
  feet: z.number().min(0).max(1).optional(),
  /** Whether the actor has one drawing, which is bent and turned as it moves. Default: false. */
  life: z.boolean().optional(),
  motion: z.enum(motions).default('still'),
  /** What it does while it follows its path: how it is held, and how quick its steps are. Default: as its motion says. */
  action: z.enum(actions).optional(),
  /** The colour that its drawing is given. Default: its own. */
  colour: z.enum(colours).optional(),
  flip: z.boolean().default(false),
  phase: z.number().min(0).max(1).default(0),
  path: z.array(pathPointSchema).min(1).max(2000),
});

/** A moving subject of a scene. */
export type SceneSubject = z.infer<typeof sceneSubjectSchema>;

/** A prop: a fixed object on the ground of a scene; its name is that of any art in the box. */
export const scenePropSchema = z.strictObject({
  name: z.string().min(1).max(64),
  x: finite,
  y: finite,
  size: z.number().min(0.01).max(4),
  flip: z.boolean().default(false),
  /** The colour that its picture is given. Default: its own. */
  colour: z.enum(colours).optional(),
  /** Leans clockwise about the middle of its foot, in radians. Default 0. */
  turn: finite.optional(),
});

/** A distant object in the sky of a scene; its name is that of any art in the box. */
export const sceneSkySchema = z.strictObject({
  name: z.string().min(1).max(64),
  x: finite,
  y: finite,
  size: z.number().min(0.01).max(4),
});

/** Centre of the camera at `at` seconds; at `zoom` 1 the picture is one frame height high. */
export const cameraPointSchema = z.strictObject({
  at: z.number().min(-60).max(3600),
  x: finite,
  y: finite,
  zoom: z.number().min(0.25).max(8),
  /** As of a subject's path. Default: false. */
  cut: z.boolean().optional(),
});

/**
 * A picture of the user's own in place of the scenery. It lies from `top` down, `height` high and in the middle of x, and is
 * repeated as in mirrors around. What is below its horizon is the ground, stretched to the bottom of the frame if it ends above.
 */
export const sceneBackdropSchema = z.strictObject({
  /** Width of the picture against its height. */
  ratio: z.number().min(0.01).max(100),
  /** Where its horizon is, 0 the top of the picture and 1 its bottom. */
  horizon: z.number().min(0).max(1),
  top: finite,
  height: z.number().min(0.1).max(100),
  /**
   * How much of the camera's way what is above the horizon goes along, against the ground that things stand on: 1 is a painted
   * flat, in which what stands across the horizon stays upright. Default 0.12, as what is far away.
   */
  far: z.number().min(0).max(1).optional(),
});

/** A picture of the user's own in place of the scenery. */
export type SceneBackdrop = z.infer<typeof sceneBackdropSchema>;

/** Version of scenes that this program writes. It reads all versions. */
export const sceneVersion = 2;

/**
 * Content of a clip: the place, the subjects and their paths over time. Lengths are in frame heights at zoom 1, with x = 0 in
 * the middle of the frame, y = 0 at its top and 1 at its bottom; times are in seconds from the start of the clip.
 */
const presentSceneSchema = z.strictObject({
  version: z.literal(sceneVersion),
  place: z.string().min(1).max(64),
  time: z.enum(timesOfDay).default('day'),
  weather: z.enum(weathers).default('clear'),
  style: z.enum(styles).default('none'),
  aspect: z.enum(aspects).default('16:9'),
  seconds: z.number().min(0.1).max(3600).default(10),
  /**
   * Seconds from which a loop closes: clouds, waves, weather and steps then hasten or slow a little, so that they are after `seconds`
   * as at 0. Default: none, it does not loop.
   */
  loop: z.number().min(0).max(3600).optional(),
  /**
   * Seconds by which clouds, waves, weather and steps are ahead of the scene's times: the scene of a clip that begins within an
   * earlier one goes on from there. Default 0.
   */
  clock: z.number().min(-36_000).max(36_000).optional(),
  seed: z.number().int().min(0).max(0xffffffff).default(0),
  horizon: z.number().min(-1).max(2).default(0.66),
  /** The request's backdrop. Default: the panoramas of the place. */
  backdrop: sceneBackdropSchema.optional(),
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
  subjects: z.array(sceneSubjectSchema).max(mostInScene.subjects).default([]),
  props: z.array(scenePropSchema).max(mostInScene.props).default([]),
  sky: z.array(sceneSkySchema).max(mostInScene.sky).default([]),
});

/** Content of a clip, made from the prompt by models with `controls.scene`; users can edit it. */
export type Scene = z.infer<typeof presentSceneSchema>;

/** A scene without its defaults, of any version. */
export type SceneInput = Omit<z.input<typeof presentSceneSchema>, 'version'> & { readonly version: 1 | 2 };

/**
 * Converts a scene of an earlier version to the present one; scenes of this version and other values are returned unchanged.
 * Version 1 (the scenes of akezora-1) had no actors and no props that lean: all that it says means the same today.
 */
export function upgradeScene(stored: SceneInput): SceneInput;
export function upgradeScene(stored: unknown): unknown;
export function upgradeScene(stored: unknown): unknown {
  const is1 = typeof stored === 'object' && stored !== null && 'version' in stored && stored.version === 1;
  return is1 ? { ...stored, version: sceneVersion } : stored;
}

/** A scene; one of an earlier version is upgraded as it is read. */
export const sceneSchema = z.preprocess((stored: SceneInput) => upgradeScene(stored), presentSceneSchema);
