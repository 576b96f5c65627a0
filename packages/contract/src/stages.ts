import { z } from 'zod';
import type { Language, Text } from './text.ts';

/** All stages of a generation, in the order in which they run, with their texts. */
export const stageTexts = {
  start: { en: 'Starting', ja: '準備しています' },
  'encode-prompt': { en: 'Reading the prompt', ja: 'プロンプトを読んでいます' },
  prepare: { en: 'Packing the model once', ja: 'モデルを一度だけ詰め直しています' },
  condition: { en: 'Reading the input', ja: '素材を読み取っています' },
  denoise: { en: 'Painting', ja: '描いています' },
  refine: { en: 'Painting details', ja: '細部を描いています' },
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

/** A stage by its present name; the names that version 0.1 stored are read as well. */
export const stageSchema = z
  .enum([...stages, ...(Object.keys(formerStages) as FormerStage[])])
  .transform(currentStage)
  .pipe(z.enum(stages));

/** Text of a stage. An unknown name, from a job stored by another version, is returned unchanged. */
export function stageText(stage: Stage, language: Language): string {
  const text: Text | undefined = stageTexts[currentStage(stage)];
  return text?.[language] ?? stage;
}

/** The same stages as nouns, for use within a sentence. */
const stageNames: Readonly<Record<Stage, Text>> = {
  start: { en: 'start', ja: '準備' },
  'encode-prompt': { en: 'prompt reading', ja: '読み取り' },
  prepare: { en: 'packing of the model', ja: 'モデルの詰め直し' },
  condition: { en: 'input reading', ja: '素材の読み取り' },
  denoise: { en: 'painting', ja: '描画' },
  refine: { en: 'detail painting', ja: '細部の描画' },
  decode: { en: 'decoding', ja: 'デコード' },
  finish: { en: 'finishing', ja: '仕上げ' },
  encode: { en: 'writing', ja: '書き出し' },
  upstream: { en: 'remote run', ja: '別のサーバーでの実行' },
};

/** Name of a stage as a noun. An unknown name, from a job stored by another version, is returned unchanged. */
export function stageName(stage: Stage, language: Language): string {
  const name: Text | undefined = stageNames[currentStage(stage)];
  return name?.[language] ?? stage;
}

/** Name of a stage as a noun in every language, for the details of an error. */
export const stageNameText = (stage: Stage): Text => ({ en: stageName(stage, 'en'), ja: stageName(stage, 'ja') });
