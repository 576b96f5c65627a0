import type { z } from 'zod';
import type { ErrorCode } from '../error-messages.ts';

/**
 * Who may call a route: `public` anyone; `signed-in` everyone who is known, with any scope; the others need an API key of
 * that scope, or an account whose role includes it.
 */
export type Access = 'public' | 'signed-in' | 'library' | 'generate' | 'admin';

/**
 * One route of our own API as data: the server registers it, the client calls it, OpenAPI describes it. A route without
 * `answer` gives no body (204) or, with `file`, bytes of that type. Errors are `{"error": ErrorShape}`; every route may
 * also answer `unauthorized`, `forbidden`, `host_refused`, `too_many_requests`, `internal`.
 */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path under the server's address, parameters in braces. */
  readonly path: `/api/${string}`;
  readonly access: Access;
  readonly summary: string;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly answer?: z.ZodType;
  readonly file?: string;
  readonly status?: 200 | 201 | 202 | 204;
  readonly errors?: readonly ErrorCode[];
}

/** What routes that delete have in common. */
export const gone = { status: 204, errors: ['not_found'] } as const;
