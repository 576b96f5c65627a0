/** Names of the files and folders of a data folder. */
export const dataNames = {
  database: 'database',
  /** Clips and uploads of a server without S3. */
  files: 'files',
  /** Copies of what lies in S3. */
  cache: 'cache',
  temporary: 'tmp',
  /** Incomplete uploads. */
  incoming: 'incoming',
  /** Automatic copies of the embedded database. */
  copies: 'backups',
  /** What a restoration unpacks. */
  restoring: 'restoring',
  /** An embedded database that is being written in the format of this version, and one that is complete. */
  converting: 'database-converting',
  converted: 'database-converted',
  /** The process that uses the folder; `server.lock-…` is the socket on which it listens. */
  lock: 'server.lock',
  key: 'secret.key',
  /** The keys that content credentials are signed with. */
  signing: 'signing',
  startToken: 'start-token.json',
  /** The page that leads a browser to a server that was just started. */
  opening: 'open.html',
} as const;

/** How the names of databases begin that a restoration has replaced. */
export const damagedPrefix = 'damaged-';

/** How the names of databases in an earlier format begin that a conversion has replaced; the Postgres of the format follows. */
export const earlierFormatPrefix = 'database-postgres-';
