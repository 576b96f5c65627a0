export type { Found } from './decode.ts';
export * from './reader.ts';
