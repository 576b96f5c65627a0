import type { UpstreamOptions } from '../config/upstreams.ts';
import type { Children } from '../inference/children.ts';
import type { Maker } from './maker.ts';
import { videosMaker } from './videos.ts';

/** Opens the way to an upstream's servers. @throws AkezoraError `request_invalid` for a workflow that does not fit its inputs. */
export function openMaker(options: UpstreamOptions, _children: Children): Maker {
  if (options.kind === 'comfyui') throw new TypeError('not yet');
  return videosMaker(options);
}
