/** The library's own types are read where it is installed; `second-reader.ts` names what is used of it. */
declare module '@trustnxt/c2pa-ts/*';
