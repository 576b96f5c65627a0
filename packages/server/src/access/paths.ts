/** The API of a path, which decides the form of errors and the label of metrics. `service`: health and metrics. */
export type ApiName = 'api' | 'openai' | 'gradio' | 'mcp' | 'service' | 'page';

const starts: readonly (readonly [string, ApiName])[] = [
  ['/api', 'api'],
  ['/v1', 'openai'],
  ['/config', 'gradio'],
  ['/gradio_api', 'gradio'],
  ['/mcp', 'mcp'],
  ['/healthz', 'service'],
  ['/readyz', 'service'],
  ['/metrics', 'service'],
];

/** The API of a path; `page` for the studio and its files. */
export const apiOf = (path: string): ApiName =>
  starts.find(([start]) => path === start || path.startsWith(`${start}/`))?.[1] ?? 'page';

/** Whether a request reads a page of the studio or one of its files, which are the same for everyone. */
export const isPageLoad = (method: string, path: string): boolean =>
  (method === 'GET' || method === 'HEAD') && apiOf(path) === 'page';
