import { type AkezoraError, formatDuration } from '@akezora/contract';
import type { OutputMode } from '../generate/make-clip.ts';
import { type Progress, progressOn } from '../generate/progress.ts';
import type { Terminal } from '../terminal.ts';
import type { MakingEvent } from './makers.ts';

/** What a watcher tells while it works. */
export type WatchEvent =
  | { readonly type: 'watching'; readonly in: string; readonly out: string }
  | { readonly type: 'begun'; readonly name: string; readonly clips: number }
  | { readonly type: 'ignored'; readonly name: string; readonly fields: readonly string[] }
  | { readonly type: 'progress'; readonly name: string; readonly event: MakingEvent }
  | { readonly type: 'waiting'; readonly name: string; readonly error: AkezoraError }
  | { readonly type: 'clip'; readonly name: string; readonly file: string; readonly seconds?: number }
  | { readonly type: 'kept'; readonly name: string; readonly file: string }
  | { readonly type: 'done'; readonly name: string; readonly clips: number }
  | { readonly type: 'failed'; readonly name: string; readonly error: AkezoraError; readonly why: string }
  | { readonly type: 'unreadable'; readonly error: AkezoraError }
  | { readonly type: 'stopped'; readonly left: number };

/** Writes the events of a watcher: lines for people, JSON lines, or with `quiet` only the names of the clips. */
export function reportOn(terminal: Terminal, mode: OutputMode): (event: WatchEvent) => Promise<void> {
  const { say, language, out, err } = terminal;
  let progress: Progress | undefined;
  const line = (text: string) => {
    progress?.end();
    progress = undefined;
    if (mode === 'live') err(`${text}\n`);
  };
  return async (event) => {
    if (mode === 'json') {
      if (event.type !== 'progress') out(`${JSON.stringify(event, (_, value) => shaped(value))}\n`);
      return;
    }
    if (event.type === 'progress') {
      if (mode !== 'live') return;
      const { event: step, name } = event;
      if (step.type === 'share') err(`${say('watchShare', { name, percent: Math.round(step.share * 100) })}\n`);
      else if (terminal.live) await (progress ??= progressOn(terminal)).show(step);
      return;
    }
    if (event.type === 'clip') {
      const { file, seconds } = event;
      const time = seconds === undefined ? undefined : formatDuration(seconds, language);
      line(time === undefined ? say('watchClip', { file }) : say('done', { time, file }));
      out(`${file}\n`);
    } else line(linesOf(event, terminal));
  };
}

const shaped = (value: unknown): unknown =>
  value instanceof Error && 'toShape' in value ? (value as AkezoraError).toShape() : value;

function linesOf(event: Exclude<WatchEvent, { type: 'progress' | 'clip' }>, { say, language }: Terminal): string {
  switch (event.type) {
    case 'watching':
      return say('watching', { in: event.in, out: event.out });
    case 'begun':
      return say('watchBegun', { name: event.name, clips: event.clips });
    case 'ignored':
      return say('watchIgnored', { name: event.name, fields: event.fields.join(', ') });
    case 'waiting':
      return say('watchWaits', { name: event.name, reason: event.error.text[language] });
    case 'kept':
      return say('batchSkipped', { file: event.file });
    case 'done':
      return say('watchDone', { name: event.name });
    case 'failed':
      return say('watchFailed', { name: event.name, reason: event.error.text[language], why: event.why });
    case 'unreadable':
      return say('watchUnreadable', { reason: event.error.text[language] });
    case 'stopped':
      return say('watchStopped', { left: event.left });
  }
}
