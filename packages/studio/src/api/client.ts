import { AkezoraError } from '@akezora/contract';
import { createClient } from '@akezora/contract/api';

/** The studio's one client; it talks to the server that served the page. */
export const api = createClient();

/** Anything thrown, as the typed error it is. */
export const errorOf = (thrown: unknown): AkezoraError => AkezoraError.from(thrown);
