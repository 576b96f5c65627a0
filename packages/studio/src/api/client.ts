import { AkezoraError } from '@akezora/contract';
import { type ApiClient, createClient } from '@akezora/contract/api';
import { base } from './base.ts';
import { askToConfirm } from './confirmation.ts';

const client = createClient({ baseUrl: base });

/**
 * The studio's one client; it talks to the server that served the page. A change that needs a confirmation waits for the
 * dialog, and is then sent again.
 */
export const api: ApiClient = {
  ...client,
  async call(name, ...input) {
    try {
      return await client.call(name, ...input);
    } catch (thrown) {
      if (errorOf(thrown).code !== 'reauthentication_needed' || !(await askToConfirm())) throw thrown;
      return client.call(name, ...input);
    }
  },
};

/** Anything thrown, as the typed error it is. */
export const errorOf = (thrown: unknown): AkezoraError => AkezoraError.from(thrown);
