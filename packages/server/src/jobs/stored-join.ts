import type { JobMeta } from '../platform/store/tables.ts';

/** The join that is stored with a job. Earlier versions stored it as `stitch`. */
export const storedJoin = ({ join, stitch }: JobMeta): JobMeta['join'] => join ?? stitch;
