import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { actorsQuery, modelsQuery, settingsQuery } from '../api/queries.ts';
import { endTour } from '../preferences/tour.ts';
import { randomId } from '../util/random-id.ts';
import { draftStore } from './draft.ts';
import { rememberPrompt } from './prompt-history.ts';
import { type ComposerContext, requestOf } from './request.ts';
import { useSend } from './submit.ts';

/** What is loaded of the data that the composer reads. */
const loadedContext = (client: QueryClient): ComposerContext => ({
  models: client.getQueryData(modelsQuery.queryKey) ?? [],
  defaults: client.getQueryData(settingsQuery.queryKey)?.defaults ?? {},
  actors: client.getQueryData(actorsQuery.queryKey) ?? [],
});

/** Submits the composer's draft. A submission before the models are loaded is sent once they are. */
export function useSubmission() {
  const client = useQueryClient();
  const sending = useSend();
  const router = useRouter();
  const [waiting, setWaiting] = useState(false);

  const send = () => {
    const draft = draftStore.get();
    const request = requestOf(draft, loadedContext(client));
    if (request === undefined) return;
    // Stays with the draft until it changes: sending again after a lost answer starts no second job.
    const key = draft.key ?? randomId();
    draftStore.set({ ...draft, key });
    sending
      .mutateAsync(
        {
          request,
          variants: draft.variants,
          origin: draft.origin ?? 'prompt',
          key,
          ...(draft.relaxed === undefined ? {} : { relaxed: draft.relaxed }),
        },
        {
          onSuccess: () => {
            if (router.state.location.pathname !== '/') void router.navigate({ to: '/' });
            window.scrollTo({ top: 0 });
          },
        },
      )
      .then(
        () => {
          rememberPrompt(draft.prompt);
          endTour();
          draftStore.sent(draft.prompt);
        },
        // The state of the mutation tells.
        () => undefined,
      );
  };

  const submit = async () => {
    if (sending.isPending || waiting || draftStore.get().prompt.trim() === '') return;
    if (client.getQueryData(modelsQuery.queryKey) === undefined) {
      setWaiting(true);
      try {
        await client.ensureQueryData(modelsQuery);
      } catch {
        // The next submission asks again; the page says that the server cannot be reached.
        return;
      } finally {
        setWaiting(false);
      }
    }
    send();
  };

  return {
    submit: () => void submit(),
    error: sending.error,
    forgetError: sending.reset,
    isSending: sending.isPending,
    /** The submission waits for the list of models. */
    isWaiting: waiting,
  };
}
