import { extname } from 'node:path';

/** Name of the credentials beside a file, as other programs look for them: `fox.webm` → `fox.c2pa`. */
export const credentialsBeside = (file: string): string => `${file.slice(0, file.length - extname(file).length)}.c2pa`;
