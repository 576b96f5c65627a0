/**
 * Requests, events, plans, facts and errors as zod schemas; the controls, the check of requests, formats and texts.
 *
 * @example
 * import { AkezoraError, extend, generationRequestSchema, parseOrThrow } from '@akezora/contract';
 *
 * const clip = { source: { kind: 'video', file: 'fox.mp4' }, seconds: 6, width: 1280, height: 720 } as const;
 * const { part } = extend(clip, 4);
 * const request = parseOrThrow(generationRequestSchema, { ...part, prompt: 'the fox runs on' });
 * console.log(request.seconds, request.conditions?.[0]?.to);
 *
 * try {
 *   parseOrThrow(generationRequestSchema, { prompt: 'a fox', seconds: -1 });
 * } catch (error) {
 *   console.log(AkezoraError.from(error).toShape().field);
 * }
 */

export * from './actor-name.ts';
export * from './art.ts';
export * from './browser.ts';
export * from './called-names.ts';
export * from './capabilities.ts';
export * from './change-text.ts';
export * from './check-request.ts';
export * from './controls.ts';
export * from './decode-text.ts';
export * from './devices.ts';
export * from './error-messages.ts';
export * from './error-template.ts';
export * from './errors.ts';
export * from './events.ts';
export * from './facts.ts';
export * from './fault-words.ts';
export * from './file-name.ts';
export * from './format.ts';
export * from './lora-words.ts';
export * from './media.ts';
export * from './model-names.ts';
export * from './other-words.ts';
export * from './plan.ts';
export * from './public-request.ts';
export * from './quality.ts';
export * from './request.ts';
export type { RequestProblem } from './request-problem.ts';
export * from './said.ts';
export * from './scene.ts';
export * from './scene-names.ts';
export * from './service-error-messages.ts';
export * from './size-words.ts';
export * from './stages.ts';
export * from './text.ts';
export * from './understood-text.ts';
export * from './upgrade-facts.ts';
export * from './version.ts';
