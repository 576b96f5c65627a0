import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { base } from '../api/base.ts';
import { Broken, NotFound } from '../components/faults.tsx';
import { Waiting } from '../components/states.tsx';
import { Home } from '../routes/home/home.tsx';
import { readLibrarySearch } from '../routes/library/search.ts';
import { Shell } from './shell.tsx';

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
    ...at('/cast'),
    component: lazyRouteComponent(() => import('../routes/cast/cast.tsx'), 'CastPage'),
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
    ...at('/verify'),
    component: lazyRouteComponent(() => import('../routes/verify/verify.tsx'), 'Verify'),
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
    ...at('/policy'),
    component: lazyRouteComponent(() => import('../routes/policy/policy.tsx'), 'PolicyPage'),
  }),
  createRoute({
    ...at('/settings'),
    component: lazyRouteComponent(() => import('../routes/settings/settings.tsx'), 'SettingsPage'),
  }),
]);

/** The pages by their addresses. */
export const router = createRouter({
  routeTree,
  basepath: base === '' ? '/' : base,
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
