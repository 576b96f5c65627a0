import { listOf } from './page.ts';
import { gone, type Route } from './route.ts';
import * as service from './service.ts';

/** Routes of settings, keys, webhooks, accounts. */
export const serviceRoutes = {
  settings: { method: 'GET', path: '/api/settings', summary: 'Settings', answer: service.settingsSchema },
  patchSettings: {
    method: 'PATCH',
    path: '/api/settings',
    summary: 'Change settings (server switches: role owner)',
    body: service.settingsPatchSchema,
    answer: service.settingsSchema,
    errors: ['request_invalid', 'forbidden'],
  },
  keys: { method: 'GET', path: '/api/keys', summary: 'API keys', answer: listOf(service.apiKeySchema) },
  createKey: {
    method: 'POST',
    path: '/api/keys',
    summary: 'New API key; its secret is in this answer only',
    body: service.apiKeyWriteSchema,
    answer: service.apiKeyNewSchema,
    status: 201,
    errors: ['request_invalid', 'forbidden'],
  },
  revokeKey: { method: 'DELETE', path: '/api/keys/{id}', summary: 'Revoke', ...gone },
  webhooks: { method: 'GET', path: '/api/webhooks', summary: 'Webhooks', answer: listOf(service.webhookSchema) },
  createWebhook: {
    method: 'POST',
    path: '/api/webhooks',
    summary: 'New webhook; its signing secret is in this answer only',
    body: service.webhookWriteSchema,
    answer: service.webhookNewSchema,
    status: 201,
    errors: ['request_invalid', 'url_refused'],
  },
  deleteWebhook: { method: 'DELETE', path: '/api/webhooks/{id}', summary: 'Delete', ...gone },
  accounts: {
    method: 'GET',
    path: '/api/accounts',
    summary: 'Accounts (role owner)',
    answer: listOf(service.accountSchema),
    errors: ['forbidden'],
  },
  createAccount: {
    method: 'POST',
    path: '/api/accounts',
    summary: 'New account (role owner)',
    body: service.accountWriteSchema,
    answer: service.accountSchema,
    status: 201,
    errors: ['request_invalid', 'state_conflict', 'forbidden'],
  },
  patchAccount: {
    method: 'PATCH',
    path: '/api/accounts/{id}',
    summary: 'Password, role, disabled (role owner)',
    body: service.accountPatchSchema,
    answer: service.accountSchema,
    errors: ['request_invalid', 'not_found', 'state_conflict', 'forbidden'],
  },
} as const satisfies Record<string, Route>;
