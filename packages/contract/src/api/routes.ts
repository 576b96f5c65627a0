import { keepingRoutes } from './routes-keeping.ts';
import { makingRoutes } from './routes-making.ts';
import { serviceRoutes } from './routes-service.ts';

export type { Route } from './route.ts';

/** Every route of our own API but the event stream (`GET /api/events`) and the uploads (tus at `/api/uploads`). */
export const routes = { ...makingRoutes, ...keepingRoutes, ...serviceRoutes } as const;

/** Name of a route. */
export type RouteName = keyof typeof routes;
