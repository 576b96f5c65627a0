import { blend } from './blend/tool.ts';
import { extend } from './extend/tool.ts';
import { loop } from './loop/tool.ts';
import { recut } from './recut/tool.ts';
import { remix } from './remix/tool.ts';
import type { ClipTool } from './tool.ts';

/** The tools that open from a clip, in the order of the menu. The clip page, tool pages and shortcuts come from this list. */
export const clipTools: readonly ClipTool[] = [remix, recut, blend, loop, extend];

/** The tool with an id, as it stands in an address. */
export const clipToolOf = (id: string): ClipTool | undefined => clipTools.find((tool) => tool.id === id);
