import { accessRoutes } from './access.ts';
import { auditRoutes } from './audit.ts';
import { clipsRoutes } from './clips.ts';
import { collectionsRoutes } from './collections.ts';
import { decisionsRoutes } from './decisions.ts';
import { jobsRoutes } from './jobs.ts';
import { modelsRoutes } from './models.ts';
import { secondFactorRoutes } from './second-factors.ts';
import { sessionRoutes } from './session.ts';
import { settingsRoutes } from './settings.ts';
import { uploadsRoutes } from './uploads.ts';
import { verifyRoutes } from './verify.ts';
import { webhooksRoutes } from './webhooks.ts';

export type { Access, Route } from './route.ts';

/** All routes of the server's own API, except the event stream (`GET /api/events`) and tus uploads (`/api/uploads`). */
export const routes = {
  ...sessionRoutes,
  ...secondFactorRoutes,
  ...modelsRoutes,
  ...jobsRoutes,
  ...clipsRoutes,
  ...uploadsRoutes,
  ...collectionsRoutes,
  ...settingsRoutes,
  ...verifyRoutes,
  ...webhooksRoutes,
  ...accessRoutes,
  ...auditRoutes,
  ...decisionsRoutes,
} as const;

/** Name of a route. */
export type RouteName = keyof typeof routes;
