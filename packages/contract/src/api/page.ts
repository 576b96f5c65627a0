import { z } from 'zod';

/** A moment, as ISO 8601 in UTC. */
export const momentSchema = z.string();

/** Wraps a row schema as a page: rows, the cursor of the next page (null at the end). */
export function pageOf<S extends z.ZodType>(row: S) {
  return z.object({ data: z.array(row), nextCursor: z.string().nullable() });
}

/** Wraps a row schema as a short list that is never paged. */
export function listOf<S extends z.ZodType>(row: S) {
  return z.object({ data: z.array(row) });
}

/** A flag in a query string. */
export const flagSchema = z.enum(['true', 'false']).transform((value) => value === 'true');

/** A page size in a query string. */
export const limitSchema = z.coerce.number().int().min(1).max(200);
