export * from './characters.ts';
export * from './clips.ts';
export * from './derived.ts';
export * from './uploads.ts';
export * from './zip.ts';
