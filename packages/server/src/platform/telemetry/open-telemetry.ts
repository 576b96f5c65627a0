import { version } from '@akezora/contract';
import {
  type Context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { errorForLog } from '../log.ts';
import type { Telemetry } from './telemetry.ts';

const pattern = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})/;

/** The context of a `traceparent` header (W3C Trace Context), if there is one. */
function contextOf(traceparent: string | undefined): Context {
  const [, traceId = '', spanId = '', flags = '00'] = pattern.exec(traceparent ?? '') ?? [];
  const parent = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
  return isSpanContextValid(parent) ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
}

/** The sampler of `OTEL_TRACES_SAMPLER` and its argument, by the names of the specification. */
function samplerOf(environment: NodeJS.ProcessEnv): Sampler {
  const ratio = new TraceIdRatioBasedSampler(Number(environment.OTEL_TRACES_SAMPLER_ARG || 1));
  const samplers: Readonly<Record<string, Sampler>> = {
    always_on: new AlwaysOnSampler(),
    always_off: new AlwaysOffSampler(),
    traceidratio: ratio,
    parentbased_always_on: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    parentbased_always_off: new ParentBasedSampler({ root: new AlwaysOffSampler() }),
    parentbased_traceidratio: new ParentBasedSampler({ root: ratio }),
  };
  const always = new ParentBasedSampler({ root: new AlwaysOnSampler() });
  return samplers[environment.OTEL_TRACES_SAMPLER ?? ''] ?? always;
}

/**
 * Sends traces to the collector of the standard `OTEL_*` variables, by OTLP over HTTP as JSON. Requests and attempts of
 * jobs are spans; a job's spans belong to the trace of the request that submitted it, whichever process runs it.
 */
export function openTelemetry(environment: NodeJS.ProcessEnv): Telemetry {
  const own = resourceFromAttributes({ 'service.name': 'akezora', 'service.version': version });
  const resource = defaultResource()
    .merge(own)
    .merge(detectResources({ detectors: [envDetector] }));
  const delay = Number(environment.OTEL_BSP_SCHEDULE_DELAY);
  const schedule = delay > 0 ? { scheduledDelayMillis: delay } : {};
  const processor = new BatchSpanProcessor({ exporter: new OTLPTraceExporter(), ...schedule });
  const provider = new TracerProvider({ resource, sampler: samplerOf(environment), spanProcessors: [processor] });
  const tracer = provider.getTracer('akezora', version);
  const contexts = new AsyncLocalStorageContextManager().enable();

  const within = async <T>(span: Span, parent: Context, work: () => Promise<T>): Promise<T> => {
    try {
      return await contexts.with(trace.setSpan(parent, span), work);
    } catch (error) {
      const { type, message } = errorForLog(error);
      span.recordException({ name: type ?? 'Error', message });
      span.setStatus({ code: SpanStatusCode.ERROR, message });
      throw error;
    } finally {
      span.end();
    }
  };

  return {
    request: ({ method, traceparent, id, route, status }, work) => {
      const parent = contextOf(traceparent);
      const attributes = { 'http.request.method': method, 'akezora.request.id': id };
      const span = tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, parent);
      return within(span, parent, async () => {
        await work();
        span.updateName(`${method} ${route()}`);
        span.setAttributes({ 'http.route': route(), 'http.response.status_code': status() });
        if (status() >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      });
    },
    job: ({ id, model, attempt, worker, traceparent }, work) => {
      const parent = contextOf(traceparent);
      const attributes = {
        'akezora.job.id': id,
        'akezora.model': model,
        'akezora.attempt': attempt,
        'akezora.worker': worker,
      };
      const span = tracer.startSpan(`job ${model}`, { kind: SpanKind.CONSUMER, attributes }, parent);
      return within(span, parent, () => work((event) => span.addEvent(event)));
    },
    current: () => {
      const active = trace.getSpanContext(contexts.active());
      if (active === undefined || !isSpanContextValid(active)) return undefined;
      return `00-${active.traceId}-${active.spanId}-${active.traceFlags.toString(16).padStart(2, '0')}`;
    },
    stop: async () => {
      await provider.shutdown().catch(() => undefined);
      contexts.disable();
    },
  };
}
