import { z } from 'zod';

/** A time in UTC, as ISO 8601. */
export const momentSchema = z.string();

/** Schema of a page of rows, with the cursor of the next page (null at the end). */
export function pageOf<S extends z.ZodType>(row: S) {
  return z.object({ data: z.array(row), nextCursor: z.string().nullable() });
}

/** Schema of a list without pages. */
export function listOf<S extends z.ZodType>(row: S) {
  return z.object({ data: z.array(row) });
}

/** A flag in a query string. */
export const flagSchema = z.enum(['true', 'false']).transform((value) => value === 'true');

/** A page size in a query string. */
export const limitSchema = z.coerce.number().int().min(1).max(200);
