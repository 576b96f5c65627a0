import type { Text } from '@akezora/contract';

/** Text of `akezora watch --help`. */
export const watchHelp: Text = {
  en: `akezora watch IN OUT [options]

Makes clips from the files that are dropped into the folder IN, and puts them into the folder OUT under the same name, each with its
facts beside it (NAME.mp4.json). Ctrl-C ends it; the next start goes on where it was.

  NAME.txt, .md            a prompt
  NAME.json                a request ({"prompt": "…", "seconds": 4}), a list of them, or the facts of a clip
  NAME.jsonl               one prompt or request per line
  NAME.csv, .tsv           one clip per row: prompt, and if you like seed, seconds, aspect, resolution, image, video, name …
  NAME.png and NAME.txt    a clip that begins with the picture; if the prompt calls @NAME, the picture is an actor
  NAME.mp4 and NAME.txt    the clip made again from the prompt (remix)

Files are taken once they have stayed the same for a while, one order after another. What is being made lies in IN/working, what is
done in IN/done, what failed in IN/failed with a NAME.error.txt that says why. Requests reach no file outside IN.

  --once                   do what lies there, then end
  --server URL             make the clips on this server, with --key KEY (default: AKEZORA_KEY)
  --jobs N                 orders at once on a server (default 2)
  --poll SECONDS           time between two looks at the folder (default 1; more for slow network drives)
  --settle SECONDS         how long a file must stay the same (default 2)
  --remix STRENGTH         how much of a dropped clip is kept: 0 to 1, subtle, mild (default) or strong
  --json                   print events as JSON lines
  --quiet                  print only the names of the clips
  --lang en|ja

 For every clip, unless its file says otherwise (see \`akezora generate --help\`):
  --model --lora --aspect --resolution --size --seconds --fps --seed --quality --steps --guidance --perturbation --rescale
  --input-crf --decoder --negative --preset --codec --device --precision`,
  ja: `akezora watch 入力 出力 [オプション]

「入力」フォルダーに置かれたファイルからクリップを作り、「出力」フォルダーに同じ名前で書き出します（生成情報は 名前.mp4.json）。
Ctrl-C で終了し、次に起動すると続きから始めます。

  名前.txt、.md            プロンプト
  名前.json                リクエスト（{"prompt": "…", "seconds": 4}）、その一覧、またはクリップの生成情報
  名前.jsonl               1行に1つのプロンプトまたはリクエスト
  名前.csv、.tsv           1行に1本: prompt（プロンプト）と、必要なら seed、seconds、aspect、resolution、image、video、name など
  名前.png と 名前.txt     その画像から始まるクリップ。プロンプトが @名前 と呼べば、画像は俳優になる
  名前.mp4 と 名前.txt     プロンプトから作り直したクリップ（リミックス）

ファイルは、しばらく変化がなければ書き込み済みとみなし、順に処理します。処理中のものは 入力/working、終わったものは 入力/done、
失敗したものは \`failed\` フォルダーに移り、理由は 名前.error.txt に書かれます。リクエストは「入力」の外のファイルを読めません。

  --once                   今あるものを処理して終了する
  --server URL             このサーバーで作る。--key キー（既定: AKEZORA_KEY）
  --jobs N                 サーバーで同時に処理する件数（既定 2）
  --poll 秒                フォルダーを見る間隔（既定 1。遅いネットワークドライブでは長めに）
  --settle 秒              書き込み済みとみなすまでの時間（既定 2）
  --remix 強さ             置かれたクリップをどれだけ残すか: 0〜1、subtle、mild（既定）、strong
  --json                   イベントを JSON の行で表示する
  --quiet                  クリップのファイル名だけを表示する
  --lang en|ja

 ファイルに指定がないときの値（\`akezora generate --help\` を参照）:
  --model --lora --aspect --resolution --size --seconds --fps --seed --quality --steps --guidance --perturbation --rescale
  --input-crf --decoder --negative --preset --codec --device --precision`,
};
