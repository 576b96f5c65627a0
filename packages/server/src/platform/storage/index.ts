export { digestFile } from './digest.ts';
export { fileStorage } from './files.ts';
export { openStorage } from './open.ts';
export * from './storage.ts';
