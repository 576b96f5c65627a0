import { Bench } from './bench.tsx';
import type { ClipTool, ToolDefinition, ToolSettings } from './tool.ts';

/** Gives a tool its page. */
export const defineTool = <Settings extends ToolSettings>(
  definition: ToolDefinition<Settings>,
): ToolDefinition<Settings> & ClipTool => ({
  ...definition,
  page: (clip) => <Bench clip={clip} definition={definition} />,
});
