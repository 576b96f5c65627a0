import type { Messages } from '../messages.ts';

/** ジョブのページ。 */
export const activity: Messages['activity'] = {
  title: 'ジョブ',
  text: 'すべてのジョブと、その結果。',
  queued: '待機中',
  running: '実行中',
  today: '今日の完成数',
  failed: '今日の失敗数',
  painted: '今日の合計秒数',
  devices: 'デバイス',
  busy: '使用中',
  idle: '待機中',
  filter: '表示',
  states: {
    all: 'すべて',
    active: '進行中',
    queued: '待機中',
    running: '実行中',
    completed: '完了',
    failed: '失敗',
    cancelled: '中止',
    expired: '期限切れ',
  },
  empty: 'ジョブはありません。',
  took: '所要時間',
  openClip: 'クリップを開く',
};
