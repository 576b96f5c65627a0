import { z } from 'zod';

/** Stops zod from compiling schemas to code: a content security policy without `unsafe-eval` forbids that. */
export function forbidCodeGeneration(): void {
  z.config({ jitless: true });
}
