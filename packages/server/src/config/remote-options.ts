/** A server with `/v1/videos` that makes the clips of a model: SGLang-diffusion, vLLM-Omni, FastVideo, another Akezora. */
export interface UpstreamOptions {
  /** Name of the model here. */
  readonly model: string;
  /** Addresses of servers that have it, up to and including `/v1`. */
  readonly urls: readonly string[];
  /** Name of the model there, when it differs. */
  readonly remoteModel?: string;
  readonly key?: string;
  /** Jobs each server takes at once. */
  readonly slots?: number;
  readonly timeoutSeconds?: number;
}
