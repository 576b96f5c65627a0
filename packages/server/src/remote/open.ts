import type { UpstreamOptions } from '../config/upstreams.ts';
import type { Children } from '../inference/children.ts';
import { comfyMaker } from './comfyui/maker.ts';
import type { Maker } from './maker.ts';
import { videosMaker } from './videos.ts';

/** An upstream, and the way to its servers. */
export interface Upstream {
  readonly options: UpstreamOptions;
  readonly maker: Maker;
}

/** Opens the ways to the servers of upstreams. @throws AkezoraError `request_invalid` for a workflow that does not fit its inputs. */
export const openUpstreams = (configured: readonly UpstreamOptions[], children: Children): readonly Upstream[] =>
  configured.map((options) => ({
    options,
    maker: options.kind === 'comfyui' ? comfyMaker(options, children) : videosMaker(options),
  }));
