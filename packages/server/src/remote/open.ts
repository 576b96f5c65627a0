import type { UpstreamOptions } from '../config/upstreams.ts';
import type { Children } from '../inference/children.ts';
import { comfyMaker } from './comfyui/maker.ts';
import type { Maker } from './maker.ts';
import { videosMaker } from './videos.ts';

/** Opens the way to an upstream's servers. @throws AkezoraError `request_invalid` for a workflow that does not fit its inputs. */
export const openMaker = (options: UpstreamOptions, children: Children): Maker =>
  options.kind === 'comfyui' ? comfyMaker(options, children) : videosMaker(options);
