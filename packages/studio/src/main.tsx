import { forbidCodeGeneration } from '@akezora/contract';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { errorOf } from './api/client.ts';
import { sessionQuery } from './api/queries.ts';
import { refresh } from './api/refresh.ts';
import { router } from './app/router.tsx';
import { toast } from './components/toast.tsx';
import { messagesNow, startTexts } from './i18n/index.ts';
import { startTheme } from './preferences/theme.ts';
import { loadJapaneseFaces } from './styles/fonts.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/touch.css';

forbidCodeGeneration();
startTheme();
void loadJapaneseFaces();

function onError(thrown: unknown): void {
  if (errorOf(thrown).code !== 'unauthorized') return;
  const old = client.getQueryData(sessionQuery.queryKey);
  if (old?.signedIn === true) toast(messagesNow().shell.signIn.expired, { kind: 'error' });
  void refresh(client, 'session');
}

const client = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      networkMode: 'always',
      refetchOnWindowFocus: false,
      retry: (count, thrown) => count < 3 && errorOf(thrown).code === 'server_unreachable',
      retryDelay: 800,
    },
    mutations: { networkMode: 'always' },
  },
});

const place = document.getElementById('studio');
if (place !== null)
  void startTexts().then(() =>
    createRoot(place).render(
      <StrictMode>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </StrictMode>,
    ),
  );
