/** Reasons why a picture cannot become an actor: the values for `reason` in `input_unreadable`. */
export const actorReasons = {
  nothingShows: {
    en: 'nothing in it can be seen: every pixel is transparent',
    ja: 'すべての画素が透明で、何も描かれていません',
  },
  tooSmall: (width: number, height: number) => ({
    en: `what it shows is only ${width}×${height} pixels; an actor needs at least 8×8`,
    ja: `描かれているものが ${width}×${height} ピクセルしかありません（俳優には 8×8 以上が必要です）`,
  }),
  busyGround: {
    en: 'its subject does not stand out from the ground. Save it as a PNG or WebP with a transparent ground, or take a picture of it before one plain colour, with some space on every side',
    ja: '被写体を背景から切り抜けません。背景が透明な PNG か WebP で保存するか、無地の背景の前で、周りに余白を残して撮影した画像を使ってください',
  },
  groundOnly: {
    en: 'it shows one plain colour and nothing before it',
    ja: '無地の背景だけで、被写体がありません',
  },
  isVideo: {
    en: 'it is a video; an actor is a picture or an animated picture (PNG, JPEG, WebP, GIF, AVIF, SVG)',
    ja: '動画です。俳優には、画像かアニメーション画像（PNG・JPEG・WebP・GIF・AVIF・SVG）を使ってください',
  },
  svgNotText: { en: 'the SVG is not UTF-8 text', ja: 'SVG が UTF-8 のテキストではありません' },
  svgMalformed: { en: 'the SVG is not well formed', ja: 'SVG の書式が正しくありません' },
  svgEntity: {
    en: 'the SVG has a DOCTYPE, an entity or a processing instruction',
    ja: 'SVG に DOCTYPE、実体宣言、または処理命令があります',
  },
  /** @param name element or attribute, as written */
  svgForbidden: (name: string) => ({
    en: `the SVG has ${name}, which pictures may not have here`,
    ja: `SVG に、Akezora の画像では使えない ${name} があります`,
  }),
  svgReference: {
    en: 'the SVG refers to another file or address; save it with everything embedded',
    ja: 'SVG がほかのファイルやアドレスを参照しています。すべて埋め込んで保存してください',
  },
  /** @param what in plural, with its limit */
  svgTooMuch: (en: string, ja: string) => ({ en: `the SVG has ${en}`, ja: `SVG に${ja}` }),
  svgTooSlow: {
    en: 'drawing the SVG takes too much time or memory',
    ja: 'SVG の描画に時間またはメモリがかかりすぎます',
  },
  svgUndrawable: { en: 'the SVG cannot be drawn', ja: 'SVG を描画できません' },
} as const;
