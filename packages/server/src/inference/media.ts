/** The engine's video functions, loaded at first use: a server that only queues never loads a codec. */
export const loadMedia = () => import('@akezora/engine');
