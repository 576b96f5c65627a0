import type { GenerationPlan, ModelCapabilities } from '@akezora/contract';
import type { ClipDetail } from '@akezora/contract/api';
import { type ComponentType, type ReactNode, useMemo, useState } from 'react';
import { ClipPlayer } from '../components/clip-player.tsx';
import type { IconName } from '../components/icon.tsx';
import { type Messages, useText } from '../i18n/index.ts';
import { storedJson } from '../util/stored.ts';
import type { Compiled } from './compiled.ts';
import { useToolModel } from './use-tool-model.ts';
import { Workbench } from './workbench.tsx';

/** Tools that open from a clip. */
export type ClipToolId = 'remix' | 'recut' | 'blend' | 'loop' | 'extend';

/** What menus, the router and shortcuts know of a tool. */
export interface ClipTool {
  /** Its part of the address, and the origin of the jobs it starts. */
  readonly id: ClipToolId;
  readonly icon: IconName;
  /** Letter that opens it from a clip's page, together with Alt. */
  readonly key: string;
  readonly name: (t: Messages) => string;
  /** What it does, in one sentence. */
  readonly intro: (t: Messages) => string;
  /** Control that a model must have; null for any model that takes videos. */
  readonly control: keyof ModelCapabilities['controls'] | null;
  /** Its page, opened from a clip. */
  readonly page: (clip: ClipDetail) => ReactNode;
}

/** What a tool's own components get. */
export interface PanelProps<Settings> {
  readonly clip: ClipDetail;
  readonly settings: Settings;
  readonly onChange: (change: Partial<Settings>) => void;
  /** The model it will run on; undefined until the models are loaded, or where none can. */
  readonly model: ModelCapabilities | undefined;
}

/** A tool: what it is called, its settings, and what they compile to. */
export interface ToolDefinition<Settings extends object> extends Omit<ClipTool, 'page'> {
  /** The settings it opens with. */
  readonly start: (clip: ClipDetail) => Settings;
  /** What the settings stand for; undefined while something is missing. */
  readonly compile: (clip: ClipDetail, settings: Settings, model: ModelCapabilities) => Compiled | undefined;
  /** Why the plan is not worth running, in the person's language; undefined where it is. Default: every plan is. */
  readonly refuses?: (settings: Settings, plan: GenerationPlan, t: Messages) => string | undefined;
  /** Source and result have the same times, so that both are compared in one frame. Default false. */
  readonly wipes?: boolean;
  /** The form of its settings. */
  readonly panel: ComponentType<PanelProps<Settings>>;
  /** What is shown as “before”. Default: the clip's player. */
  readonly before?: ComponentType<PanelProps<Settings>>;
}

/** Gives a tool its page. */
export const defineTool = <Settings extends object>(
  definition: ToolDefinition<Settings>,
): ToolDefinition<Settings> & ClipTool => ({
  ...definition,
  page: (clip) => <ToolBench clip={clip} definition={definition} />,
});

/** Before and after, the form of a tool's settings, and the button. */
function ToolBench<Settings extends object>({
  clip,
  definition: { id, control, start, compile, refuses, wipes = false, panel: Panel, before: Before = ClipBefore },
}: {
  clip: ClipDetail;
  definition: ToolDefinition<Settings>;
}) {
  const t = useText();
  const tool = useToolModel(control, clip.model);
  // Coming back to a tool finds it as it was left.
  const kept = useMemo(() => storedJson<Partial<Settings>>(`tool.${id}.${clip.id}`, 'tab'), [id, clip.id]);
  const [settings, setSettings] = useState<Settings>(() => ({ ...start(clip), ...kept.get() }));
  const props = {
    clip,
    settings,
    model: tool.model,
    onChange: (change: Partial<Settings>) =>
      setSettings((now) => {
        const next = { ...now, ...change };
        kept.set(next);
        return next;
      }),
  };
  return (
    <Workbench
      before={<Before {...props} />}
      wiped={wipes ? clip : undefined}
      origin={id}
      tool={tool}
      compiled={tool.model && compile(clip, settings, tool.model)}
      refuses={(plan) => refuses?.(settings, plan, t)}
    >
      <Panel {...props} />
    </Workbench>
  );
}

function ClipBefore({ clip }: { clip: ClipDetail }) {
  return <ClipPlayer clip={clip} />;
}
