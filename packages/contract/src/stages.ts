import { z } from 'zod';
import type { Language, Text } from './text.ts';

/** Every stage a generation can report, in the order in which they run, with its text for people. */
export const stageTexts = {
  start: { en: 'Starting', ja: '準備しています' },
  'encode-prompt': { en: 'Reading the prompt', ja: 'プロンプトを読んでいます' },
  condition: { en: 'Reading the input images and videos', ja: '入力の画像・動画を読み取っています' },
  denoise: { en: 'Generating frames', ja: '描画しています' },
  refine: { en: 'Refining frames', ja: '細部を描画しています' },
  decode: { en: 'Decoding', ja: 'デコードしています' },
  finish: { en: 'Finishing', ja: '仕上げています' },
  encode: { en: 'Writing the file', ja: '書き出しています' },
  upstream: { en: 'Running on another server', ja: '別のサーバーで実行しています' },
} as const satisfies Record<string, Text>;

/** A stage of a generation. */
export type Stage = keyof typeof stageTexts;

/** All stages, in the order in which they run. */
export const stages = Object.keys(stageTexts) as [Stage, ...Stage[]];

/** Names that version 0.1 stored in jobs and measures. */
const formerStages = { text: 'encode-prompt', 'known frames': 'condition', paint: 'denoise' } as const;

type FormerStage = keyof typeof formerStages;

const currentStage = (name: Stage | FormerStage): Stage =>
  name in formerStages ? formerStages[name as FormerStage] : (name as Stage);

/** A stage by its present name; names that version 0.1 stored are read as the present ones. */
export const stageSchema = z
  .enum([...stages, ...(Object.keys(formerStages) as FormerStage[])])
  .transform(currentStage)
  .pipe(z.enum(stages));

/** Text of a stage. A name from a stored job that is no stage of this version is returned as it is. */
export function stageText(stage: Stage, language: Language): string {
  const text: Text | undefined = stageTexts[currentStage(stage)];
  return text?.[language] ?? stage;
}
