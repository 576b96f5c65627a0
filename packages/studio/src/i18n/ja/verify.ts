import type { VerifyText } from '../en/verify.ts';

/** 画像や動画の出どころを調べるページ。 */
export const verify: VerifyText = {
  title: '出どころを調べる',
  text: '画像や動画のコンテンツ認証情報（C2PA）と見えない印を確認します。どこで作られたファイルでもかまいません。ファイルは1回読み取るだけで、保存しません。',
  drop: 'ここにファイルをドロップするか、選んでください',
  choose: 'ファイルを選ぶ',
  formats: (limit) => `MP4・MOV・PNG・JPEG・WebP・AVIF・HEIC・GIF（${limit} まで）`,
  address: '画像か動画の URL',
  check: '確認',
  checking: 'ファイルを読み取っています…',
  another: '別のファイルを確認',
  states: {
    none: {
      title: 'コンテンツ認証情報はありません',
      text: 'これは何の証明にもなりません。取り除くプログラムやサイトが多いためです。AI で作られたとも、そうでないとも言えません。',
    },
    unreadable: {
      title: '認証情報を読み取れません',
      text: 'コンテンツ認証情報のはずのデータが壊れています。',
    },
    changed: {
      title: '署名のあとで変更されています',
      text: '認証情報が述べているのは、この内容についてではありません。',
    },
    invalid: {
      title: '認証情報に誤りがあります',
      text: '変更されたか、正しく作られていません。書かれていることを信用しないでください。',
    },
    intact: {
      title: '署名は有効です',
      text: '内容と認証情報は、署名されたときのままです。',
    },
  },
  known: '署名者は既知: 署名者を証明するルートを、このサーバーは知っています。',
  unknown: '署名者は未知: 鍵とその名前は、誰でも作れます。',
  same: (when) => `このファイルそのものが、${when} にこのサーバーで作られています。`,
  mark: {
    title: '見えない印',
    found: (id) =>
      `Akezora の印 ${id} が映像に入っています。変換や切り取り、拡大縮小のあとにも残りますが、別の映像に写すことは誰にでもできます。`,
    ofClip: (when) => `${when} にこのサーバーで作られたクリップの印です。`,
    open: 'クリップを開く',
    none: '最初の数秒に印は見つかりませんでした。これは何の証明にもなりません。映像を大きく変えると、印は失われます。',
    unread: 'ここでは映像を読み取れないため、印は調べていません。',
  },
  facts: '書かれていること',
  who: '署名者',
  system: 'システムとバージョン',
  when: '日時',
  id: '識別子',
  how: '作り方',
  from: '素材',
  failed: '一致しなかったもの',
  notSaid: '記載なし',
  claimed: '署名者の申告',
  stamped: 'タイムスタンプ局が証明',
  ingredient: {
    none: '認証情報なし',
    unreadable: '認証情報を読み取れない',
    changed: '署名後に変更',
    invalid: '認証情報に誤り',
    intact: '署名は有効',
  },
  image: (n) => `画像 ${n}`,
  video: (n) => `クリップ ${n}`,
  sources: {
    trainedAlgorithmicMedia: 'AI モデルが作成',
    compositeWithTrainedAlgorithmicMedia: '一部を AI モデルが作成',
    algorithmicMedia: 'プログラムが作成',
    compositeSynthetic: '合成（一部は人工）',
    digitalCapture: 'カメラで撮影',
    digitalArt: '手描き',
    screenCapture: '画面の録画',
  },
  limits: 'この結果が証明しないこと',
  notProven: [
    '映っていることが事実であること。',
    '署名者が特定の人であること（証明書の名前は、発行者が書いたものです）。',
    '署名者が気づかなかったことがないこと（画面を撮影した映像など）。',
  ],
};
