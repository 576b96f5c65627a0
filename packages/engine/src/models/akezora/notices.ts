import { type Notice, type UnknownWord, unknownWordText } from '@akezora/contract';

type Text = Notice['message'];

const notice = (code: string, field: string, message: Text): Notice => ({ code, field, message });

const rounded = (seconds: number): number => Math.round(seconds * 100) / 100;

const transitionTexts = {
  wipe: {
    en: 'The first clip gives way to the second behind a soft edge that goes across the frame (wipe).',
    ja: '1本目から2本目へ、やわらかい境目が画面を横切って切り替わります（ワイプ）。',
  },
  match: {
    en: 'The camera brings the subject of the first clip to the place of the second one’s, and cuts there (match).',
    ja: '1本目の被写体が2本目の被写体の位置と大きさに重なるようにカメラが動き、そこで切り替わります（マッチ）。',
  },
  dissolve: {
    en: 'The first clip dissolves into the second within half a second (dissolve).',
    ja: '1本目から2本目へ、0.5秒以内で溶けるように切り替わります（ディゾルブ）。',
  },
} as const satisfies Record<string, Text>;

/** Remarks on a request that do not stop it, by code. */
export const notices = {
  unknownWords: (field: string, words: readonly UnknownWord[]): Notice =>
    notice('unknown_words', field, {
      en: `akezora-2 does not know: ${words.map((word) => unknownWordText(word, 'en')).join(', ')}. It draws nothing for these words, or something near.`,
      ja: `akezora-2 が知らない言葉: ${words.map((word) => unknownWordText(word, 'ja')).join('、')}。これらの言葉が表すものは、描かれないか、近いもので描かれます。`,
    }),

  /** @param counts as typed */
  mostFive: (field: string, counts: readonly string[]): Notice =>
    notice('count_limited', field, {
      en: `akezora-2 shows at most five of a kind, so there are five (${counts.join(', ')}).`,
      ja: `akezora-2 が映せるのは同じものを5つまでなので、5つになります（${counts.join('、')}）。`,
    }),

  noSubject: (field: string): Notice =>
    notice('no_subject', field, {
      en: 'The prompt names no animal, vehicle or person that akezora-2 knows: the clip shows the place alone.',
      ja: 'プロンプトに、このモデルの知っている動物・乗り物・人がないため、場所だけが映ります。',
    }),

  /** @param actor its name in the earlier clip's scene */
  actorMissing: (field: string, actor: string): Notice =>
    notice('actor_missing', field, {
      en: `The picture of the actor ${actor} is not given, so a subject of the model plays its part. Give it as ${actor} again.`,
      ja: `俳優「${actor}」の画像がないため、モデルの被写体が代わりに映ります。同じ名前で、もう一度画像を指定してください。`,
    }),

  backdropMissing: (): Notice =>
    notice('backdrop_missing', 'backdrop', {
      en: 'The picture of the backdrop is not given, so the scenery of the place is shown. Give it as the backdrop again.',
      ja: '背景の画像がないため、場所の景色が映ります。もう一度、背景として画像を指定してください。',
    }),

  /** @param name of the actor that the picture became */
  stickerActor: (field: string, file: string, name: string): Notice =>
    notice('sticker_actor', field, {
      en: `${file} has a transparent ground, so it is the actor @${name} of the clip, not a frame.`,
      ja: `${file} は背景が透明なので、フレームではなく、俳優 @${name} として登場します。`,
    }),

  /** @param held seconds of the clip from which and to which it covers the frame */
  foreignPicture: (field: string, file: string, held: { readonly from: number; readonly to: number }): Notice => {
    const [from, to] = [rounded(held.from), rounded(held.to)];
    return notice('foreign_picture', field, {
      en: `${file} does not look like a picture of akezora-2. The camera moves gently over it from ${from} s to ${to} s, as long as its strength says; the rest is made from the prompt.`,
      ja: `${file} は akezora-2 の世界の画像ではありません。強さに応じて${from}秒から${to}秒まで、カメラをゆっくり動かしながら映し、残りはプロンプトから描きます。`,
    });
  },

  foreignClip: (field: string, file: string): Notice =>
    notice('foreign_picture', field, {
      en: `${file} does not look like a clip of akezora-2. At strength 1 it is shown for its own length; the rest is made from the prompt.`,
      ja: `${file} は akezora-2 の世界の映像ではありません。強さが 1 なら元の長さのまま映し、残りはプロンプトから描きます。`,
    }),

  /** @param kind the transition of a blend that was chosen or asked for */
  transition: (field: string, kind: keyof typeof transitionTexts): Notice =>
    notice('transition', field, transitionTexts[kind]),

  noOverlap: (field: string): Notice =>
    notice('transition', field, {
      en: 'No two videos overlap, so there is no transition: what is between them is painted.',
      ja: '動画どうしが重ならないため、切り替わりはありません。間は新しく描きます。',
    }),

  /** @param kind what comes in place of the match */
  noMatch: (field: string, kind: keyof typeof transitionTexts): Notice =>
    notice('transition', field, {
      en: `The subjects of the two clips cannot stand at the same place when one gives way to the other. ${transitionTexts[kind].en}`,
      ja: `2本のクリップの被写体を同じ位置に合わせられません。${transitionTexts[kind].ja}`,
    }),

  /** @param names display names of what was recognised */
  readFromPicture: (field: string, file: string, names: { en: readonly string[]; ja: readonly string[] }): Notice =>
    notice('read_from_picture', field, {
      en: `Recognised in ${file}: ${names.en.join(', ')}. This fills in what the prompt leaves open.`,
      ja: `${file} に映っているもの: ${names.ja.join('、')}。プロンプトに書かれていないことは、この画像から補います。`,
    }),
} as const;

/** Reasons of refusals: the values for `reason`, `languages` or `options` in an error's message. */
export const reasons = {
  cpuOnly: (model: string): Text => ({ en: `${model} runs on the CPU only`, ja: `${model} は CPU でだけ動きます` }),
  fixedMemory: {
    en: 'free some memory: akezora-2 needs this much at every size',
    ja: 'メモリを空けてください（akezora-2 はどのサイズでもこれだけ使います）',
  },
  languages: { en: 'English, Japanese', ja: '英語、日本語' },
  noFilesInPage: {
    en: 'a page makes clips from words, scenes and the pictures of actors only',
    ja: 'ページでは、言葉とシーンと俳優の画像からだけクリップを作れます',
  },

  clipTooShort: (seconds: number): Text => ({
    en: `the clip is only ${seconds} s long`,
    ja: `クリップの長さは ${seconds}秒です`,
  }),
  firstCardNotAtZero: { en: 'the first card must start at 0', ja: '最初のカードは 0秒から始めてください' },
  cardsTooClose: { en: 'cards must be at least 1 second apart', ja: 'カードの間隔は 1秒以上にしてください' },

  unknownName: (name: string, choices: string): Text => ({
    en: `${name} is not known; choose from ${choices}`,
    ja: `${name} はありません。次から選んでください: ${choices}`,
  }),
  unknownArt: (name: string): Text => ({
    en: `${name} is neither an actor nor art in the box`,
    ja: `${name} という俳優も、同梱の絵もありません`,
  }),
  timesNotIncreasing: {
    en: 'times must increase from point to point',
    ja: '点の時刻は、前の点より後にしてください',
  },

  clipIdUnresolved: {
    en: 'only the server can look up a clip by its ID',
    ja: 'クリップの ID からクリップを探せるのは、サーバーだけです',
  },
  endNotAfterStart: { en: 'it must be later than from', ja: 'from より後の時刻にしてください' },
  stillImage: { en: 'it is a still image; pass it as an image', ja: '静止画です。画像として指定してください' },
  noFrames: { en: 'it has no frames', ja: 'フレームがありません' },
  noKnownSubject: {
    en: 'it shows no animal, vehicle or person that the model knows',
    ja: 'このモデルの知っている動物・乗り物・人が映っていません',
  },

  notJson: { en: 'it is not JSON', ja: 'JSON ではありません' },
  checksumMismatch: {
    en: 'its SHA-256 differs from the published one',
    ja: 'SHA-256 が公開された値と一致しません',
  },
} as const;
