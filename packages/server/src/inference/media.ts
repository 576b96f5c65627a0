import { type FileFormat, mimeOfFormat } from '@akezora/contract';

/** The engine's video functions, loaded at first use: a server that only queues never loads a codec. */
export const loadMedia = () => import('@akezora/engine');

/** MIME type of a format as the engine's `probe` names it; Matroska is the one that the contract calls otherwise. */
export const mimeOfProbed = (format: string): string =>
  mimeOfFormat(format === 'matroska' ? 'mkv' : (format as FileFormat));
