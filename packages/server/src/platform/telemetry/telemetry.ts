/** Where the spans of a process come from; the ones that are off cost nothing. */
export interface Telemetry {
  /** Runs the answering of a request inside a span of its trace; `route` and `status` are asked when it is over. */
  request(request: TracedRequest, work: () => Promise<void>): Promise<void>;
  /** Runs an attempt of a job inside a span, in the trace of the request that submitted it. */
  job<T>(job: TracedJob, work: (tell: (event: string) => void) => Promise<T>): Promise<T>;
  /** The trace of the request being answered, as W3C `traceparent`, to go with what it starts. */
  current(): string | undefined;
  /** Sends what is left. */
  stop(): Promise<void>;
}

/** A request on its way through. */
export interface TracedRequest {
  readonly method: string;
  readonly path: string;
  readonly traceparent: string | undefined;
  readonly id: string;
  route(): string;
  status(): number;
}

/** An attempt of a job. */
export interface TracedJob {
  readonly id: string;
  readonly model: string;
  readonly attempt: number;
  readonly worker: string;
  readonly traceparent: string | undefined;
}

/** No tracing: the default. */
export const noTelemetry: Telemetry = {
  request: (_, work) => work(),
  job: (_, work) => work(() => undefined),
  current: () => undefined,
  stop: async () => undefined,
};
