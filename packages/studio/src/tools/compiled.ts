import type { Join, RequestPart } from '@akezora/contract';

/** What a tool's settings compile to. */
export interface Compiled {
  readonly part: RequestPart;
  /** The clip that the result must be joined to. */
  readonly join?: Join;
}
