import {
  changeText,
  formatBytes,
  formatDuration,
  type GenerationPlan,
  listIn,
  stageText,
  understoodText,
  unknownWordText,
} from '@akezora/contract';
import type { Terminal } from '../terminal.ts';

/** The plan as lines of text: what will be made, what it costs, how the prompt was understood. */
export function planLines(plan: GenerationPlan, { say, language }: Pick<Terminal, 'say' | 'language'>): string[] {
  const { width, height, seconds, fps, codec, seed, native } = plan;
  const lines = [
    say('planTitle', { model: plan.model, width, height, seconds: round(seconds), fps: round(fps), codec, seed }),
    say('planPainted', {
      width: native.width,
      height: native.height,
      fps: round(native.fps),
      steps: plan.steps,
      windows: plan.windows,
    }),
    say('planCost', {
      time: formatDuration(plan.estimatedSeconds, language),
      memory: formatBytes(plan.peakMemoryBytes),
      device: plan.device,
    }),
  ];
  if (plan.scene !== undefined)
    lines.push(
      say('understood', { scene: understoodText({ scene: plan.scene, understood: plan.understood }, language) }),
    );
  if (plan.changes !== undefined) {
    const changes = listIn(
      language,
      plan.changes.map((change) => changeText(change, language)),
    );
    lines.push(plan.changes.length > 0 ? say('changed', { changes }) : say('nothingChanged', {}));
  }
  if (plan.unknownWords.length > 0) {
    const words = listIn(language, [...new Set(plan.unknownWords.map((word) => unknownWordText(word, language)))]);
    lines.push(say('unknownWords', { words }));
  }
  for (const { code, message } of plan.notices) {
    // Unknown words have a line of their own.
    if (code !== 'unknown_words') lines.push(say('notice', { message: message[language] }));
  }
  return lines;
}

/** The plan's stages with their time and memory, one a line. */
export function stageLines(plan: GenerationPlan, { say, language }: Pick<Terminal, 'say' | 'language'>): string[] {
  return plan.stages.map(({ name, seconds, memoryBytes }) =>
    say('planStage', {
      name: stageText(name, language),
      time: formatDuration(seconds, language),
      memory: formatBytes(memoryBytes),
    }),
  );
}

const round = (value: number) => Number(value.toFixed(3));
