/** Tracing of a process. */
export interface Telemetry {
  /** Runs a request inside a span of its trace; `route` and `status` are read when it has ended. */
  request(request: TracedRequest, work: () => Promise<void>): Promise<void>;
  /** Runs an attempt of a job inside a span, in the trace of the request that submitted it. */
  job<T>(job: TracedJob, work: (addEvent: (event: string) => void) => Promise<T>): Promise<T>;
  /** The trace of the current request as W3C `traceparent`, for the jobs that it submits. */
  current(): string | undefined;
  /** Sends the remaining spans. */
  stop(): Promise<void>;
}

/** A request to trace. */
export interface TracedRequest {
  readonly method: string;
  readonly traceparent: string | undefined;
  readonly id: string;
  /** The pattern of the route: paths may hold the secret of a link. */
  route(): string;
  status(): number;
}

/** An attempt of a job to trace. */
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
