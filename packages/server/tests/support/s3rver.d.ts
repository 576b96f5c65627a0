declare module 's3rver' {
  import type { RequestListener } from 'node:http';

  /** The part of the S3 server that the tests use. */
  export default class S3rver {
    constructor(options: {
      directory: string;
      silent?: boolean;
      configureBuckets?: readonly { name: string; configs: readonly string[] }[];
    });
    configureBuckets(): Promise<unknown>;
    callback(): RequestListener;
  }
}
