import { errorShapeSchema, version } from '@akezora/contract';
import { type Route, routes } from '@akezora/contract/api';
import { z } from 'zod';

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' });
  return rest;
};

const content = (schema: object) => ({ 'application/json': { schema } });

function parameters(route: Route): object[] {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => ({
    name: match[1],
    in: 'path',
    required: true,
    schema: { type: 'string', maxLength: 512 },
  }));
  if (route.query === undefined) return inPath;
  const query = jsonSchema(route.query, 'input') as { properties?: Record<string, object>; required?: string[] };
  const inQuery = Object.entries(query.properties ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: query.required?.includes(name) === true,
    schema,
  }));
  return [...inPath, ...inQuery];
}

function operation(name: string, route: Route): object {
  const status = String(route.status ?? 200);
  const answer =
    route.answer !== undefined
      ? { content: content(jsonSchema(route.answer, 'output')) }
      : route.file !== undefined
        ? { content: { [route.file]: { schema: { type: 'string', format: 'binary' } } } }
        : {};
  return {
    operationId: name,
    summary: route.summary,
    'x-access': route.access,
    security: route.access === 'public' ? [{}, { bearer: [] }] : [{ bearer: [] }],
    parameters: parameters(route),
    ...(route.body === undefined
      ? {}
      : { requestBody: { required: true, content: content(jsonSchema(route.body, 'input')) } }),
    responses: {
      [status]: { description: route.summary, ...answer },
      default: {
        description: ['Error', ...(route.errors ?? [])].join(' '),
        content: content({ $ref: '#/components/schemas/Error' }),
      },
    },
  };
}

/** OpenAPI 3.1 of our own API, generated from the table of routes. */
export function describeApi(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [name, route] of Object.entries(routes as Record<string, Route>)) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Akezora', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    security: [{}, { bearer: [] }],
    paths,
    components: {
      schemas: {
        Error: { type: 'object', required: ['error'], properties: { error: jsonSchema(errorShapeSchema, 'output') } },
      },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    },
  };
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** A plain page that lists the routes. */
export function referencePage(): string {
  const rows = Object.entries(routes as Record<string, Route>).map(
    ([name, route]) =>
      `<tr id="${name}"><td><code>${name}</code></td><td>${route.method}</td><td><code>${escaped(route.path)}</code></td><td>${route.access}</td><td>${escaped(route.summary)}</td></tr>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Akezora API</title>
<meta name="viewport" content="width=device-width"><style>body{font:16px/1.5 system-ui;margin:2rem auto;max-width:70rem;padding:0 1rem}table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #8884;padding:.3rem .6rem;text-align:left;vertical-align:top}:root{color-scheme:light dark}</style>
<h1>Akezora API</h1><p><a href="/api/openapi.json">OpenAPI 3.1</a></p><table><tr><th>Name<th>Method<th>Path<th>Access<th>Summary</tr>${rows.join('')}</table></html>`;
}
