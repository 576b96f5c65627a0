/** The library's own types are read where it is installed; `library.ts` names what is used of it. */
declare module '@contentauth/c2pa-wasm';
