import type { ModelCapabilities } from '@akezora/contract';

/** Frames a second the painter works at; the finisher makes other rates from it. */
export const nativeFps = 12;

/** What akezora-1 can do, for every face of the product. */
export const capabilities: ModelCapabilities = {
  id: 'akezora-1',
  name: 'Akezora 1',
  family: 'akezora',
  summary: {
    en: 'The small model in the box: toy dioramas of animals, vehicles and people, drawn on a CPU.',
    ja: '同梱の小さなモデル。動物・乗り物・人のおもちゃのジオラマを CPU で描きます。',
  },
  licence: 'Apache-2.0',
  languages: ['en', 'ja'],
  promptLimit: { unit: 'characters', max: 2000 },
  aspects: ['16:9', '9:16', '1:1'],
  resolutions: ['360p', '480p', '540p', '720p', '1080p'],
  sizes: { multipleOf: 2, minWidth: 128, maxWidth: 1920, minHeight: 128, maxHeight: 1920 },
  seconds: { min: 2, max: 60, default: 10 },
  fps: { values: [12, 24], default: 24 },
  steps: { min: 1, max: 64, default: 4 },
  guidance: null,
  qualities: ['fast', 'best'],
  conditions: { image: true, video: true, anyFrame: true, strength: true },
  controls: {
    scene: true,
    storyboard: true,
    loop: true,
    extend: true,
    remix: true,
    blend: true,
    negativePrompt: false,
    characters: true,
    loras: false,
  },
  presets: [
    { id: 'archival', name: { en: 'Archival', ja: 'アーカイブ' } },
    { id: 'film-noir', name: { en: 'Film Noir', ja: 'フィルム・ノワール' } },
    { id: 'papercraft', name: { en: 'Cardboard & Papercraft', ja: '段ボールとペーパークラフト' } },
    { id: 'stop-motion', name: { en: 'Whimsical Stop Motion', ja: 'ストップモーション' } },
    { id: 'balloon', name: { en: 'Balloon World', ja: 'バルーンワールド' } },
  ],
  places: [
    { id: 'meadow', name: { en: 'Meadow', ja: '草原' } },
    { id: 'beach', name: { en: 'Beach', ja: '浜辺' } },
    { id: 'desert', name: { en: 'Desert', ja: '砂漠' } },
    { id: 'snowfield', name: { en: 'Snowfield', ja: '雪原' } },
    { id: 'forest', name: { en: 'Forest', ja: '森' } },
    { id: 'city', name: { en: 'City', ja: '街' } },
    { id: 'sea', name: { en: 'Sea', ja: '海' } },
    { id: 'underwater', name: { en: 'Underwater', ja: '海の中' } },
    { id: 'space', name: { en: 'Space', ja: '宇宙' } },
    { id: 'sky', name: { en: 'Sky', ja: '空' } },
    { id: 'town', name: { en: 'Town', ja: '町' } },
    { id: 'park', name: { en: 'Park', ja: '公園' } },
    { id: 'mountains', name: { en: 'Mountains', ja: '山' } },
    { id: 'volcano', name: { en: 'Volcano', ja: '火山' } },
    { id: 'farm', name: { en: 'Farm', ja: '農場' } },
    { id: 'savanna', name: { en: 'Savanna', ja: 'サバンナ' } },
  ],
  audio: 'none',
};
