/** The engine's video functions, loaded when first needed: a server that only queues never loads a codec. */
export const loadMedia = () => import('@akezora/engine');
