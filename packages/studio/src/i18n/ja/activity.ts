import type { Messages } from '../messages.ts';

/** ジョブのページ。 */
export const activity: Messages['activity'] = {
  title: '進行状況',
  text: 'すべてのジョブと、その結果。',
  queued: '待機中',
  running: '実行中',
  today: '今日できたもの',
  failed: '今日の失敗',
  painted: '今日作った秒数',
  devices: '計算装置',
  busy: '使用中',
  idle: '空き',
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
  job: 'ジョブ',
  state: '状態',
  when: '日時',
  took: '所要',
  actions: '操作',
  openClip: 'クリップを開く',
  remedy: '対処',
};
