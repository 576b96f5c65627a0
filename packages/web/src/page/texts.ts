/** Every text of the page, in both languages. */
const en = {
  title: 'Akezora in a tab',
  lead: 'Type a sentence, get a clip. Your own machine makes it: nothing you type leaves this page.',
  prompt: 'What shall be seen?',
  example: 'a red fox runs across a snowy field at dawn',
  aspect: 'Shape',
  resolution: 'Size',
  seconds: 'Seconds',
  seed: 'Seed',
  make: 'Make the clip',
  cancel: 'Cancel',
  again: 'Again with another seed',
  download: 'Download',
  link: 'Copy a link',
  copied: 'The link is copied.',
  loading: 'Fetching the model: about 11 MB the first time, nothing after that.',
  painting: 'Painting the first pictures.',
  finishing: 'Making the frames.',
  progress: '{done} of {total}',
  done: 'Done in {seconds} s.',
  cancelled: 'Cancelled.',
  unknown: 'Not understood: {words}',
  noEncoder:
    'This browser cannot encode video (it has no WebCodecs encoder), so it cannot make clips. Chrome, Edge or a recent Safari can.',
  outOfMemory: 'This machine ran out of memory. Close other tabs, or take a smaller size and fewer seconds.',
  broken:
    'The browser ended this page while it made a clip, mostly because its memory was full. Close other tabs, or take a smaller size and fewer seconds.',
  noFiles: 'The page could not fetch {path}, or it came damaged. Check the connection, and try again.',
  workerFailed: 'A part of the page failed ({reason}). Try again; if that does not help, reload the page.',
  clip: 'The clip',
  preview: 'How it looks so far',
  live: 'The clip so far',
  pictures: 'Your pictures',
  picturesNote:
    'A drawing, a photo before one plain colour, a sticker: it is cut out and plays in the clip. It never leaves this machine.',
  addPictures: 'Choose pictures',
  readingPicture: 'Cutting out {name}',
  removePicture: 'Remove {name}',
  actor: 'actor',
  sentenceEnd: '. ',
  linkWithoutPictures: 'A link does not carry your pictures.',
  gallery: 'Try one of these',
  language: '日本語',
} as const;

/** The keys of the texts. */
export type TextKey = keyof typeof en;

const ja: Readonly<Record<TextKey, string>> = {
  title: 'タブの中の Akezora',
  lead: '文を入力するとクリップができます。作るのはあなたのマシンで、入力した言葉はこのページの外に出ません。',
  prompt: '何を映しますか',
  example: '夜明けの雪原を赤いキツネが走る',
  aspect: '形',
  resolution: '大きさ',
  seconds: '秒数',
  seed: 'シード',
  make: 'クリップを作る',
  cancel: 'キャンセル',
  again: '別のシードでもう一度',
  download: 'ダウンロード',
  link: 'リンクをコピー',
  copied: 'リンクをコピーしました。',
  loading: 'モデルを読み込んでいます（初回のみ約 11 MB）。',
  painting: '最初の絵を描いています。',
  finishing: 'フレームを作っています。',
  progress: '{total} のうち {done}',
  done: '{seconds} 秒でできました。',
  cancelled: 'キャンセルしました。',
  unknown: '分からなかった言葉: {words}',
  noEncoder:
    'このブラウザーは動画をエンコードできない（WebCodecs のエンコーダーがない）ため、クリップを作れません。Chrome、Edge、新しい Safari では作れます。',
  outOfMemory: 'メモリが足りなくなりました。ほかのタブを閉じるか、小さい大きさと短い秒数にしてください。',
  broken:
    'クリップを作っている途中で、ブラウザーがこのページを終了しました。たいていはメモリ不足です。ほかのタブを閉じるか、小さい大きさと短い秒数にしてください。',
  noFiles: '{path} を読み込めないか、壊れています。接続を確かめて、もう一度試してください。',
  workerFailed:
    'ページの一部が失敗しました（{reason}）。もう一度試してください。直らないときは、ページを再読み込みしてください。',
  clip: 'クリップ',
  preview: '途中の様子',
  live: 'ここまでのクリップ',
  pictures: '自分の画像',
  picturesNote:
    '絵、無地の背景の前で撮った写真、ステッカー。切り抜かれて、クリップに俳優として登場します。画像がこのマシンの外に出ることはありません。',
  addPictures: '画像を選ぶ',
  readingPicture: '{name} を切り抜いています',
  removePicture: '{name} を外す',
  actor: '俳優',
  sentenceEnd: '。',
  linkWithoutPictures: 'リンクに自分の画像は入りません。',
  gallery: '試してみる',
  language: 'English',
};

/** The languages of the page. */
export type PageLanguage = 'en' | 'ja';

const texts = { en, ja } as const satisfies Record<PageLanguage, Readonly<Record<TextKey, string>>>;

/** A text with its places filled. */
export const textOf = (
  language: PageLanguage,
  key: TextKey,
  values: Readonly<Record<string, string | number>> = {},
): string => texts[language][key].replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));

/** What says the texts of one language. */
export const textsIn =
  (language: PageLanguage) =>
  (key: TextKey, values?: Readonly<Record<string, string | number>>): string =>
    textOf(language, key, values);
