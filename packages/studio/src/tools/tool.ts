import type { GenerationPlan, ModelCapabilities } from '@akezora/contract';
import type { ClipDetail } from '@akezora/contract/api';
import type { ComponentType, ReactNode } from 'react';
import type { IconName } from '../components/icon.tsx';
import type { useHistory } from '../components/use-history.ts';
import type { Messages } from '../i18n/index.ts';
import type { LinePiece } from '../timeline/piece.ts';
import type { Line } from '../timeline/use-line.ts';
import type { Compiled } from './compiled.ts';

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

/** What every tool's settings have. */
export interface ToolSettings {
  /** What is written in its line. */
  readonly words: string;
}

/** What a tool's own components get. */
export interface ToolProps<Settings> {
  readonly clip: ClipDetail;
  readonly settings: Settings;
  readonly onChange: (change: Partial<Settings>) => void;
  /** The model it will run on; undefined until the models are loaded, or where none can. */
  readonly model: ModelCapabilities | undefined;
}

/** What a tool's strip and screen get: also the line of its pieces with the moment that is shown, and its steps. */
export interface StripProps<Settings> extends ToolProps<Settings> {
  readonly pieces: readonly LinePiece[];
  readonly line: Line;
  readonly steps: Pick<ReturnType<typeof useHistory>, 'undo' | 'redo' | 'canUndo' | 'canRedo'>;
}

/** A tool: what it is called, its settings, and what they compile to. */
export interface ToolDefinition<Settings extends ToolSettings> extends Omit<ClipTool, 'page'> {
  /** The settings it opens with. */
  readonly start: (clip: ClipDetail) => Settings;
  /** What the settings stand for; undefined while something is missing. */
  readonly compile: (clip: ClipDetail, settings: Settings, model: ModelCapabilities) => Compiled | undefined;
  /** Why the plan is not worth running, in the person's language; undefined where it is. Default: every plan is. */
  readonly refuses?: (settings: Settings, plan: GenerationPlan, t: Messages) => string | undefined;
  /** Source and result have the same times, so that both are compared in one frame. Default false. */
  readonly wipes?: boolean;
  /** What its line asks for. */
  readonly asks: (t: Messages) => string;
  /** Its choices, as chips under the line. Default: none. */
  readonly chips?: ComponentType<ToolProps<Settings>>;
  /** What it works on, as pieces of one line that is played as it stands. */
  readonly pieces: (clip: ClipDetail, settings: Settings) => readonly LinePiece[];
  /** The line plays on from its end to its beginning. Default false. */
  readonly loops?: boolean;
  /** The line, and what is done to it. */
  readonly strip: ComponentType<StripProps<Settings>>;
  /** What lies beside the viewer, or below the line where there is no room. Default: nothing. */
  readonly side?: ComponentType<StripProps<Settings>>;
  /** The picture of the line at its playhead. Default: the pieces, one after another. */
  readonly screen?: ComponentType<StripProps<Settings>>;
}
