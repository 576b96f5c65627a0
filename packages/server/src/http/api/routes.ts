import type { Hono } from 'hono';
import type { AppEnv, Services } from '../context.ts';
import { accessHandlers } from './access.ts';
import { auditHandlers } from './audit.ts';
import { clipHandlers } from './clips.ts';
import { collectionHandlers } from './collections.ts';
import { decisionHandlers } from './decisions.ts';
import { registerEvents } from './events.ts';
import { importHandlers } from './import.ts';
import { jobHandlers } from './jobs.ts';
import { modelHandlers } from './models.ts';
import { describeApi, referencePage } from './openapi.ts';
import { register } from './register.ts';
import { secondFactorHandlers } from './second-factors.ts';
import { sessionHandlers } from './session.ts';
import { settingsHandlers } from './settings.ts';
import { registerTus } from './tus.ts';
import { uploadHandlers } from './uploads.ts';
import { verifyHandlers } from './verify.ts';
import { webhookHandlers } from './webhooks.ts';

/** Our own API under `/api`. */
export function registerOwnApi(app: Hono<AppEnv>, services: Services): void {
  registerEvents(app, services);
  registerTus(app, services, services.options.dataFolder);
  register(app, services, jobHandlers);
  register(app, services, clipHandlers);
  register(app, services, collectionHandlers);
  register(app, services, uploadHandlers);
  register(app, services, verifyHandlers);
  register(app, services, importHandlers);
  register(app, services, modelHandlers);
  register(app, services, sessionHandlers);
  register(app, services, secondFactorHandlers);
  register(app, services, settingsHandlers);
  register(app, services, webhookHandlers);
  register(app, services, accessHandlers);
  register(app, services, auditHandlers);
  register(app, services, decisionHandlers);
  let description: object | undefined;
  app.get('/api/openapi.json', (context) => context.json((description ??= describeApi())));
  app.get('/api', (context) => context.html(referencePage()));
}
