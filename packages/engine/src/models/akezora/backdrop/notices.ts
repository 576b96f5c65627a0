/** Reasons why a picture cannot be a backdrop: the values for `reason` in `input_unreadable`. */
export const backdropReasons = {
  isVideo: {
    en: 'it is a video; a backdrop is a picture (PNG, JPEG, WebP, AVIF, HEIC, SVG). Save one of its frames as a picture',
    ja: '動画です。背景には画像（PNG・JPEG・WebP・AVIF・HEIC・SVG）を使ってください。フレームを1枚、画像として保存すると使えます',
  },
  tooSmall: (width: number, height: number) => ({
    en: `it has only ${width}×${height} pixels. A backdrop needs at least 48×48; one as large as the clip looks sharp`,
    ja: `${width}×${height} ピクセルしかありません。背景には 48×48 以上が必要です。クリップと同じくらいの大きさなら、くっきり映ります`,
  }),
  tooNarrow: (width: number, height: number) => ({
    en: `it is ${width}×${height} pixels, more than 8 times as long as wide. Crop it`,
    ja: `${width}×${height} ピクセルで、辺の比が 8 を超えています。切り抜いてから使ってください`,
  }),
  nothingShows: {
    en: 'nothing in it can be seen: every pixel is transparent. Save it with its colours',
    ja: 'すべての画素が透明で、何も描かれていません。色の付いた画像を使ってください',
  },
} as const;
