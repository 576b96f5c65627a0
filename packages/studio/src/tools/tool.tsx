import type { GenerationPlan, ModelCapabilities } from '@akezora/contract';
import type { ClipDetail } from '@akezora/contract/api';
import { type ComponentType, type ReactNode, useEffect, useMemo } from 'react';
import { ClipPlayer } from '../components/clip-player.tsx';
import type { IconName } from '../components/icon.tsx';
import { useHistory } from '../components/use-history.ts';
import { type Messages, useText } from '../i18n/index.ts';
import { lengthOf } from '../timeline/geometry.ts';
import type { LinePiece } from '../timeline/piece.ts';
import { Screen } from '../timeline/screen.tsx';
import { type Line, useLine } from '../timeline/use-line.ts';
import type { Compiled } from './compiled.ts';
import { keptSettings } from './kept-settings.ts';
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

/** What a tool's strip gets: also the line of its pieces, and the moment that is shown. */
export interface StripProps<Settings> extends PanelProps<Settings> {
  readonly pieces: readonly LinePiece[];
  readonly line: Line;
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
  /** What is shown as “before”. Default: its pieces, else the clip's player. */
  readonly before?: ComponentType<PanelProps<Settings>>;
  /** What it works on as pieces of one line, which is played as it stands, and the strip that shows them. Default: none. */
  readonly line?: {
    readonly pieces: (clip: ClipDetail, settings: Settings) => readonly LinePiece[];
    readonly strip: ComponentType<StripProps<Settings>>;
    /** What happens in its new seconds. */
    readonly words: (clip: ClipDetail, settings: Settings) => string;
  };
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
  definition: { id, control, start, compile, refuses, wipes = false, panel: Panel, before: Before = ClipBefore, line },
}: {
  clip: ClipDetail;
  definition: ToolDefinition<Settings>;
}) {
  const t = useText();
  const tool = useToolModel(control, clip.model);
  // Coming back to a tool finds it as it was left.
  const kept = useMemo(() => keptSettings<Settings>(id, clip.id), [id, clip.id]);
  const steps = useHistory<Settings>(useMemo(() => ({ ...start(clip), ...kept.get() }), [start, clip, kept]));
  const settings = steps.value;
  useEffect(() => kept.set(settings), [kept, settings]);
  const props = {
    clip,
    settings,
    model: tool.model,
    onChange: (change: Partial<Settings>) => steps.set({ ...settings, ...change }, Object.keys(change).join()),
  };
  const pieces = useMemo(() => line?.pieces(clip, settings) ?? [], [line, clip, settings]);
  const shown = useLine(lengthOf(pieces), clip.fps);
  return (
    <Workbench
      before={
        line === undefined ? (
          <Before {...props} />
        ) : (
          <Screen
            pieces={pieces}
            line={shown}
            width={clip.width}
            height={clip.height}
            words={line.words(clip, settings)}
          />
        )
      }
      wiped={wipes ? clip : undefined}
      origin={id}
      tool={tool}
      compiled={tool.model && compile(clip, settings, tool.model)}
      refuses={(plan) => refuses?.(settings, plan, t)}
      wide={line && <line.strip {...props} pieces={pieces} line={shown} />}
    >
      <Panel {...props} />
    </Workbench>
  );
}

function ClipBefore({ clip }: { clip: ClipDetail }) {
  return <ClipPlayer clip={clip} />;
}
