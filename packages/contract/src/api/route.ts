import type { z } from 'zod';
import type { ErrorCode } from '../error-messages.ts';

/**
 * Callers of a route: `public` everyone; `signed-in` every account and API key; the others need an API key of that scope, or an
 * account whose role includes it.
 */
export type Access = 'public' | 'signed-in' | 'library' | 'generate' | 'admin';

/**
 * One route of the server's own API as data, for the server, the client and OpenAPI. A route without `answer` has no response
 * body (204) or, with `file`, bytes of that type. Errors are `{"error": ErrorShape}`; besides its own `errors`, every route can
 * fail with `unauthorized`, `forbidden`, `host_refused`, `too_many_requests` and `internal`.
 */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path on the server, with parameters in braces. */
  readonly path: `/api/${string}`;
  /** Its path in earlier versions, which answers alike and is not documented. Default: none. */
  readonly formerly?: `/api/${string}`;
  readonly access: Access;
  /** Whether it manages the server, or gives others access to it: on loopback it also needs the start token. Default false. */
  readonly administration?: true;
  /** Whether a session must have shown password, code or passkey in the last 15 minutes. Default false. */
  readonly recentSignIn?: true;
  /** One sentence for the documentation. */
  readonly summary: string;
  /** Schema of the query. Default: no query. */
  readonly query?: z.ZodType;
  /** Schema of the JSON body. Default: no body. */
  readonly body?: z.ZodType;
  /** Schema of the JSON response. Default: none. */
  readonly answer?: z.ZodType;
  /** MIME type of a response that is a file. Default: none. */
  readonly file?: string;
  /** Status of a successful response. Default 200. */
  readonly status?: 200 | 201 | 202 | 204;
  /** Error codes of this route. Default: only the common ones. */
  readonly errors?: readonly ErrorCode[];
}

/** Response of the routes that delete something: status and errors. */
export const deletedResponse = { status: 204, errors: ['not_found'] } as const;
