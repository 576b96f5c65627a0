import { z } from 'zod';
import { actions, colours, facings, styles, subjectKinds } from './scene.ts';

/** What a piece of art is for: a moving subject, a prop, an extra, or what places themselves are drawn with. */
export const artKinds = ['subject', 'prop', 'still', 'drawn'] as const;
/** Shelves on which art is looked for. */
export const artShelves = ['animals', 'vehicles', 'people', 'things'] as const;
/** A shelf on which art is looked for. */
export type ArtShelf = (typeof artShelves)[number];

/** A picture that scenes of a model are drawn with. */
export const artPieceSchema = z.strictObject({
  name: z.string(),
  /** Its Japanese name; null for what places are drawn with. */
  ja: z.string().nullable(),
  kind: z.enum(artKinds),
  shelf: z.enum(artShelves),
  faces: z.enum(facings),
  /** Words by which prompts and scenes call it besides its names. */
  aliases: z.array(z.string()),
  /** Words that have to do with it, in both languages. */
  tags: z.array(z.string()),
  /** Drawings of its loop, in rows of `columns`, each `width` × `height` pixels. */
  drawings: z.number().int(),
  columns: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
  /** How large it is against others, 1 a usual subject. */
  scale: z.number(),
  /** The subject of the world that moves as it does: its `name` in scenes. */
  standIn: z.string(),
  /** Changes when its picture does. */
  version: z.string(),
});

/** A picture that scenes of a model are drawn with. */
export type ArtPiece = z.infer<typeof artPieceSchema>;

/** What a model's scenes are drawn with. */
export const modelArtSchema = z.strictObject({
  pieces: z.array(artPieceSchema),
  /** Subjects of its world: where they are at home, and which way their drawings look. */
  subjects: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.enum(subjectKinds),
      gait: z.string(),
      faces: z.enum(facings),
    }),
  ),
  /** Places: whether they have a far view and a ground, and of what kind; `indoor` ones have walls in place of the far view. */
  places: z.array(
    z.strictObject({
      name: z.string(),
      kinds: z.array(z.enum(subjectKinds)),
      far: z.boolean(),
      ground: z.string().nullable(),
      indoor: z.boolean(),
    }),
  ),
  /** Strips of ground (roads, rivers): width of their picture against its height, and whether they go on across the frame. */
  strips: z.array(z.strictObject({ name: z.string(), ratio: z.number(), across: z.boolean(), bridge: z.boolean() })),
});

/** What a model's scenes are drawn with. */
export type ModelArt = z.infer<typeof modelArtSchema>;

/**
 * Which picture of a model's art, and what is done to it. As it lies in the art: all its drawings in rows. With any of `colour`,
 * `action` and `style`: one drawing, with the empty margin of sprites (1/24 of the height) around it.
 */
export const artPictureSchema = z.strictObject({
  name: z.string().min(1).max(64),
  colour: z.enum(colours).optional(),
  /** Folds its legs as who does this has them. */
  action: z.enum(actions).optional(),
  /** Makes it of what the style makes things of. */
  style: z.enum(styles).optional(),
  /** One drawing at rest, of at most so many pixels to a side. Default: as large as it is. */
  still: z.enum(['96']).optional(),
});

/** Which picture of a model's art, and what is done to it. */
export type ArtPicture = z.infer<typeof artPictureSchema>;
