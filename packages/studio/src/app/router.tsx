import { type Origin, origins } from '@akezora/contract/api';
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Broken, NotFound } from '../components/faults.tsx';
import { Waiting } from '../components/states.tsx';
import { Home } from '../routes/home/home.tsx';
import { Shell } from './shell.tsx';

/** Resolutions one can ask for at least. */
export const libraryResolutions = ['480p', '720p', '1080p'] as const;
/** A resolution one can ask for at least. */
export type LibraryResolution = (typeof libraryResolutions)[number];

/** What the library's address says: search, filters, order. */
export interface LibrarySearch {
  readonly q?: string;
  readonly favourite?: boolean;
  readonly folder?: string;
  readonly tag?: string;
  readonly model?: string;
  readonly aspect?: '16:9' | '9:16' | '1:1';
  readonly length?: 'short' | 'medium' | 'long';
  readonly resolution?: LibraryResolution;
  readonly origin?: Origin;
  readonly sort?: 'newest' | 'oldest' | 'longest' | 'shortest' | 'largest' | 'title' | 'random';
  readonly trash?: boolean;
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const oneOf = <T extends string>(value: unknown, list: readonly T[]) => list.find((item) => item === value);

/** Reads the library's address; what makes no sense is left out. */
export function readLibrarySearch(raw: Record<string, unknown>): LibrarySearch {
  const search = {
    q: raw.q === undefined ? undefined : text(String(raw.q)),
    favourite: raw.favourite === true ? true : undefined,
    folder: text(raw.folder),
    tag: raw.tag === undefined ? undefined : text(String(raw.tag)),
    model: text(raw.model),
    aspect: oneOf(raw.aspect, ['16:9', '9:16', '1:1']),
    length: oneOf(raw.length, ['short', 'medium', 'long']),
    resolution: oneOf(raw.resolution, libraryResolutions),
    origin: oneOf(raw.origin, origins),
    sort: oneOf(raw.sort, ['newest', 'oldest', 'longest', 'shortest', 'largest', 'title', 'random']),
    trash: raw.trash === true ? true : undefined,
  };
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as LibrarySearch;
}

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: Broken });
const at = <P extends string>(path: P) => ({ getParentRoute: () => rootRoute, path }) as const;

const routeTree = rootRoute.addChildren([
  createRoute({ ...at('/'), component: Home }),
  createRoute({
    ...at('/library'),
    validateSearch: readLibrarySearch,
    component: lazyRouteComponent(() => import('../routes/library/library.tsx'), 'Library'),
  }),
  createRoute({
    ...at('/clips/$id'),
    component: lazyRouteComponent(() => import('../routes/clip/clip.tsx'), 'ClipPage'),
  }),
  createRoute({
    ...at('/clips/$id/$tool'),
    component: lazyRouteComponent(() => import('../tools/tool-page.tsx'), 'ToolPage'),
  }),
  createRoute({
    ...at('/storyboards'),
    component: lazyRouteComponent(() => import('../routes/storyboards/storyboards.tsx'), 'Storyboards'),
  }),
  createRoute({
    ...at('/storyboards/$id'),
    component: lazyRouteComponent(() => import('../routes/storyboards/storyboard.tsx'), 'StoryboardPage'),
  }),
  createRoute({
    ...at('/gallery'),
    component: lazyRouteComponent(() => import('../routes/gallery/gallery.tsx'), 'Gallery'),
  }),
  createRoute({
    ...at('/s/$token'),
    component: lazyRouteComponent(() => import('../routes/gallery/shared.tsx'), 'SharedPage'),
  }),
  createRoute({
    ...at('/models'),
    component: lazyRouteComponent(() => import('../routes/models/models.tsx'), 'Models'),
  }),
  createRoute({
    ...at('/activity'),
    component: lazyRouteComponent(() => import('../routes/activity/activity.tsx'), 'ActivityPage'),
  }),
  createRoute({
    ...at('/settings'),
    component: lazyRouteComponent(() => import('../routes/settings/settings.tsx'), 'SettingsPage'),
  }),
]);

/** Pages by address. */
export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: Waiting,
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: NotFound,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
