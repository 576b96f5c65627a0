import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTelemetry } from '../../src/platform/telemetry/start.ts';
import { noTelemetry } from '../../src/platform/telemetry/telemetry.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number };
}

/** A span as OTLP carries it. */
interface SentSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly Attribute[];
  readonly events?: readonly { readonly name: string }[];
  readonly status: { readonly code?: number };
}

const spans: SentSpan[] = [];
const resources: string[] = [];
const headers: unknown[] = [];
const before = { ...process.env };
let collector: Server;
let test: TestServer;

beforeAll(async () => {
  collector = createServer(async (request, response) => {
    const { resourceSpans } = JSON.parse(await text(request));
    headers.push(request.headers['x-tenant']);
    for (const { resource, scopeSpans } of resourceSpans) {
      resources.push(...resource.attributes.map(({ key, value }: Attribute) => `${key}=${value.stringValue}`));
      for (const scope of scopeSpans) spans.push(...scope.spans);
    }
    response.setHeader('content-type', 'application/json');
    response.end('{}');
  });
  await new Promise<void>((done) => collector.listen(0, '127.0.0.1', done));
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  process.env.OTEL_EXPORTER_OTLP_HEADERS = 'x-tenant=clips';
  process.env.OTEL_SERVICE_NAME = 'studio-of-ame';
  process.env.OTEL_BSP_SCHEDULE_DELAY = '50';
  test = await startTestServer();
});
afterAll(async () => {
  await test.remove();
  collector.close();
  process.env = before;
});

const spanOf = async (name: string, fits: (span: SentSpan) => boolean = () => true): Promise<SentSpan> => {
  const find = () => spans.find((span) => span.name === name && fits(span));
  await expect.poll(find, { timeout: 20_000 }).toBeDefined();
  return find() as SentSpan;
};
const values = (span: SentSpan) =>
  Object.fromEntries(span.attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));

describe('tracing', () => {
  it('follows a job from its request to its attempt, in the trace of the caller', async () => {
    const traceId = 'a'.repeat(32);
    const answer = await fetch(`${test.server.url}/api/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: `00-${traceId}-${'b'.repeat(16)}-01` },
      body: JSON.stringify({ request: { prompt: 'traced' } }),
    });
    const { data } = (await answer.json()) as { data: { id: string }[] };
    const id = data[0]?.id ?? '';
    await waitFor(test.api, id);
    const request = await spanOf('POST /api/jobs', (span) => span.traceId === traceId);
    expect(request.parentSpanId).toBe('b'.repeat(16));
    expect(values(request)).toMatchObject({ 'http.response.status_code': 201, 'http.route': '/api/jobs' });
    expect(values(request)['akezora.request.id']).toBe(answer.headers.get('x-request-id'));
    const job = await spanOf('job akezora-2', (span) => values(span)['akezora.job.id'] === id);
    expect(job).toMatchObject({ traceId, parentSpanId: request.spanId });
    expect(job.events?.map(({ name }) => name)).toContain('denoise');
    expect(resources).toContain('service.name=studio-of-ame');
    expect(headers).toContain('clips');
  });

  it('marks an attempt that failed, and names routes without their ids', async () => {
    const { id } = await submit(test.api, 'too long');
    await waitFor(test.api, id);
    const failed = await spanOf('job akezora-2', (span) => values(span)['akezora.job.id'] === id);
    expect(failed.status.code).toBe(2);
    await spanOf('GET /api/jobs/:id');
  });

  it('is off without a collector, and when switched off', async () => {
    expect(await startTelemetry({})).toBe(noTelemetry);
    const named = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };
    expect(await startTelemetry({ ...named, OTEL_SDK_DISABLED: 'true' })).toBe(noTelemetry);
    expect(await startTelemetry({ ...named, OTEL_TRACES_EXPORTER: 'none' })).toBe(noTelemetry);
  });
});
