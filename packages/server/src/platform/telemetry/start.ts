import { noTelemetry, type Telemetry } from './telemetry.ts';

/**
 * Starts tracing when `OTEL_EXPORTER_OTLP_ENDPOINT` (or `…_TRACES_ENDPOINT`) names a collector. Otherwise OpenTelemetry is not
 * even loaded.
 */
export async function startTelemetry(environment: NodeJS.ProcessEnv = process.env): Promise<Telemetry> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT } = environment;
  const named = (OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || OTEL_EXPORTER_OTLP_ENDPOINT || '') !== '';
  const off = environment.OTEL_SDK_DISABLED === 'true' || environment.OTEL_TRACES_EXPORTER === 'none';
  if (!named || off) return noTelemetry;
  return (await import('./open-telemetry.ts')).openTelemetry(environment);
}
