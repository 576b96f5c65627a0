import {
  changeText,
  formatBytes,
  formatDuration,
  type GenerationPlan,
  type Language,
  listIn,
  nameOf,
  nameOfSubject,
  type Scene,
  stageText,
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
  if (plan.scene !== undefined) lines.push(say('understood', { scene: sceneWords(plan.scene, language) }));
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

/** A scene as text: place, time, weather, style, camera, and each subject with its motion. */
export function sceneWords(scene: Scene, language: Language): string {
  const look = [scene.place, scene.time, scene.weather, scene.style, scene.camera.move];
  const said = look.filter((word) => word !== 'none' && word !== 'static').map((word) => nameOf(word, language));
  const counts = new Map<string, number>();
  for (const { name, actor, motion } of scene.subjects) {
    const key = `${nameOfSubject({ name, actor }, language)}\n${nameOf(motion, language)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const subjects = [...counts].map(([key, count]) => {
    const [name = '', motion = ''] = key.split('\n');
    if (language === 'ja') return `${name}${count > 1 ? `×${count}` : ''}（${motion}）`;
    return `${count > 1 ? `${count} × ` : ''}${name} (${motion})`;
  });
  return listIn(language, [...said, ...subjects]);
}

const round = (value: number) => Number(value.toFixed(3));
