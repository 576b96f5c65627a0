import { formatDuration, type GenerationEvent, type GenerationPlan, stageText } from '@akezora/contract';
import stringWidth from 'string-width';
import type { Terminal } from '../terminal.ts';
import { previewLines } from './preview.ts';

/** Display of one generation's progress; `end` erases it. */
export interface Progress {
  show(event: GenerationEvent): Promise<void>;
  end(): void;
}

/**
 * Draws one line (stage, step, frames, time left) and a small preview above it, redrawn in place. On terminals that cannot
 * redraw lines, it writes each stage once.
 */
export function progressOn(terminal: Terminal): Progress {
  return terminal.live ? liveProgress(terminal) : plainProgress(terminal);
}

function plainProgress({ err, language }: Terminal): Progress {
  const seen = new Set<string>();
  return {
    async show(event) {
      if (event.type !== 'stage' || seen.has(event.name)) return;
      seen.add(event.name);
      err(`${stageText(event.name, language)}\n`);
    },
    end() {},
  };
}

function liveProgress(terminal: Terminal): Progress {
  const { err, say, language, trueColour, columns } = terminal;
  const started = performance.now();
  let plan: GenerationPlan | undefined;
  let stage = '';
  let step = '';
  let frames = { done: 0, total: 0 };
  let preview: readonly string[] = [];
  let stageEnd = 0;
  let drawn = 0;
  let drawnAt = 0;
  const erase = () => {
    if (drawn > 0) err(`\x1b[${drawn}A\r\x1b[J`);
    drawn = 0;
  };
  const draw = () => {
    const elapsed = (performance.now() - started) / 1000;
    const parts = [stage, step];
    if (frames.done > 0) parts.push(say('framesOf', frames));
    // The estimate of the current stage corrects a plan that was too short.
    const left = Math.max(secondsLeft(elapsed, frames, plan), stageEnd - elapsed);
    if (left >= 0.5) parts.push(say('left', { time: formatDuration(left, language) }));
    const share = Math.min(0.99, elapsed / Math.max(0.1, elapsed + left));
    const line = `${bar(share, 24)} ${Math.round(share * 100)}%  ${parts.filter(Boolean).join(' · ')}`;
    erase();
    const lines = [...preview, cut(line, columns - 1)];
    err(`${lines.join('\n')}\n`);
    drawn = lines.length;
    drawnAt = performance.now();
  };
  return {
    async show(event) {
      if (event.type === 'planned') plan = event.plan;
      if (event.type === 'stage') {
        stage = stageText(event.name, language);
        step = '';
        stageEnd = 0;
      }
      if (event.type === 'step') {
        step = say('stepOf', { index: event.index, total: event.total });
        stageEnd = (performance.now() - started + event.etaMs) / 1000;
      }
      if (event.type === 'frames') frames = event;
      if (event.type === 'preview' && trueColour) preview = await previewLines(event.jpeg, Math.min(48, columns - 2));
      // Frames are many: ten redraws a second are enough.
      if (event.type !== 'frames' || performance.now() - drawnAt > 100) draw();
    },
    end: erase,
  };
}

/** Seconds left: at first from the plan; after a tenth of the frames, more and more from their pace. */
export function secondsLeft(
  elapsed: number,
  frames: { readonly done: number; readonly total: number },
  plan: Pick<GenerationPlan, 'estimatedSeconds'> | undefined,
): number {
  const planned = Math.max(0, (plan?.estimatedSeconds ?? 0) - elapsed);
  if (frames.total === 0 || frames.done < frames.total / 10) return planned;
  const share = frames.done / frames.total;
  return planned * (1 - share) + ((elapsed * (1 - share)) / share) * share;
}

const bar = (share: number, width: number) => {
  const full = Math.round(share * width);
  return `[${'█'.repeat(full)}${'░'.repeat(width - full)}]`;
};

const letters = new Intl.Segmenter();

/** Cuts a line to a width in columns, between letters as people see them: an emoji of several signs stays whole or goes. */
export function cut(line: string, columns: number): string {
  let width = 0;
  let out = '';
  for (const { segment } of letters.segment(line)) {
    width += stringWidth(segment);
    if (width > columns) break;
    out += segment;
  }
  return out;
}
