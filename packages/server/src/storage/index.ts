export { digestFile } from './digest.ts';
export { fileStorage } from './files.ts';
export * from './storage.ts';
