import { AkezoraError } from '@akezora/contract';
import type { Secrets } from '../platform/secrets.ts';

const purpose = 'mcp-session';

/** Header of a session of the Model Context Protocol. */
export const mcpSessionHeader = 'mcp-session-id';

/**
 * The session id that an open server gives a visitor who begins with MCP: the owner, sealed. Clients of MCP send it with
 * each call, and few of them keep cookies. It needs no memory, so it outlives a restart.
 */
export const mcpSessionOf = (secrets: Secrets, owner: string): string => secrets.seal(owner, purpose);

/**
 * The owner of a session id.
 * @throws AkezoraError `not_found` for an id that this server has not given, so that the client begins again.
 */
export function ownerOfMcpSession(secrets: Secrets, id: string): string {
  try {
    return secrets.open(id, purpose);
  } catch (error) {
    throw unknownMcpSession(error);
  }
}

/** The error for a session id that is unknown or somebody else's. */
export const unknownMcpSession = (cause?: unknown): AkezoraError =>
  new AkezoraError('not_found', { what: 'Mcp-Session-Id', field: 'Mcp-Session-Id' }, { cause });
