import type { Text } from '@akezora/contract';

/** Text of `akezora --help`. */
export const generalHelp: Text = {
  en: `Akezora: type a prompt and get a video clip, on your own machine.

  akezora generate PROMPT   make a clip            akezora generate --help
  akezora                   open the studio (same as \`akezora serve\`)
  akezora serve             run the studio and its APIs
  akezora watch IN OUT      make clips from the files that are dropped into a folder
  akezora worker            make clips for a server on another machine
  akezora import PATH       import clips made elsewhere, with their prompts
  akezora export            write a collection as a data set
  akezora models            list models, what they need, and whether they run on this machine
  akezora verify FILE       say what the content credentials of a picture or video tell
  akezora doctor            check this machine and show how to fix problems
  akezora accounts, keys    list, create and change accounts and API keys
  akezora token             print the address that may manage a running server
  akezora audit             show who did what
  akezora backup, restore   save a data folder in a file, and bring one back

  --lang en|ja   language (default: from the locale)         --version

Exit codes: 0 done · 1 error in Akezora · 2 invalid request · 3 the machine (memory, disk, device)
            4 the weights · 5 no permission · 130 cancelled`,
  ja: `Akezora: 文章を入力すると、手元のマシンでクリップができます。

  akezora generate プロンプト   クリップを作る        akezora generate --help
  akezora                       スタジオを開く（\`akezora serve\` と同じ）
  akezora serve                 スタジオと API を動かす
  akezora watch 入力 出力       フォルダーに置かれたファイルからクリップを作る
  akezora worker                別のマシンにあるサーバーのジョブを実行する
  akezora import パス           ほかで作ったクリップを、プロンプトごと取り込む
  akezora export                コレクションをデータセットとして書き出す
  akezora models                使えるモデル、必要なもの、このマシンで動くかどうか
  akezora verify ファイル       画像や動画のコンテンツ認証情報を確かめる
  akezora doctor                このマシンを点検し、対処方法を示す
  akezora accounts, keys        アカウントと API キーを一覧表示・作成・変更する
  akezora token                 稼働中のサーバーを管理できるアドレスを表示する
  akezora audit                 だれが何をしたかを表示する
  akezora backup, restore       データフォルダーをファイルに保存し、元に戻す

  --lang en|ja   言語（省略時はロケールから）      --version

終了コード: 0 完了 · 1 Akezora の不具合 · 2 リクエストの内容 · 3 マシン（メモリ・ディスク・デバイス）
            4 重み · 5 権限の不足 · 130 中止`,
};

/** Text of `akezora generate --help`. */
export const generateHelp: Text = {
  en: `akezora generate PROMPT [options]

  -o, --output FILE        file to write (.mp4 .mov .mkv .webm .webp .gif); default: named after the prompt;
                           -: a fragmented MP4 on standard output, while the clip is made
  --live                   watch the clip while it is made, on a page of this machine only
  --model M                name, folder or file of a model (default: akezora-2)
  --lora FILE|NAME[:STRENGTH]  LoRA to add to the model: a file, or the name of an added one (\`akezora models\`);
                           strength 1; repeat for several
  --aspect 16:9|9:16|1:1|W:H  aspect ratio          --resolution 360p|480p|540p|720p|1080p
  --size WxH               size in pixels           --seconds S   length
  --fps F                  frame rate               --seed N      same seed, same clip; -1: random
  --variants N             number of clips, with consecutive seeds
  --quality fast|best      fast (default); best: more steps, slower
  --steps N  --guidance G  --perturbation P  --rescale R  --input-crf C  --negative PROMPT
                           only for models that support them
  --decoder full|tiny      tiny: a fiftieth of the work, less detail (\`akezora models pull taecvx\` for CogVideoX)
  --preset NAME            style, see \`akezora models\`
  --codec h264|hevc|vp9|av1|webp|gif                (default: from the file name, else h264)
  --device cpu|webgpu|cuda  --precision auto|f32    auto: fast (default); f32: exact, slower

 Images and clips as input:
  --image FILE[@SECONDS[:STRENGTH]]   image to use as the frame at that time (default 0 s); repeat for key frames
  --video FILE[@SECONDS[:STRENGTH]]   video to place from that time on
  --actor NAME=FILE        a drawing or photo that acts: @NAME in the prompt calls it; repeat for several; PNG, WebP, GIF
                           or SVG with a transparent ground, or anything on a plain one. After the file, if need be:
                           ,faces=left|right|front ,feet=0–1 ,scale=0.2–3 ,kind=ground|fly|sea|under
  --backdrop FILE          a painting or photo in place of the scenery; if need be ,horizon=0–1 after it (0: its top)
  --extend FILE            all of FILE, then --seconds more
  --recut FILE:FROM-TO     keep this part and make the rest; repeat for several parts
  --remix FILE:STRENGTH    make FILE again from a new prompt; 0 to 1: how much of FILE to keep;
                           or the amount of change: subtle (0.8), mild (0.55), strong (0.3)
  --blend A B              clip A, then clip B, with a transition in the middle of their overlap
  --transition auto|wipe|match|dissolve  how A gives way to B (default auto: what suits both)
  --loop[=short|normal|long]  make the end lead back to the beginning
  --storyboard FILE.json   [{"at": 0, "prompt": "…", "image": "…"}, …]
  --scene FILE.json        scene to use instead of a prompt (in the form that --dry-run --json prints)

 Several clips at once:
  --prompts FILE           one prompt (or JSON request) per line, - for standard input; writes to the folder -o;
                           run again to resume: what was made from the same request and files is left out

  --mark corner|opening-label  a small sign with the name in the corners, or "AI generated" over the first two seconds;
                           if need be ,position=… ,opacity=0.2–1 ,language=en|ja after it (default: none)
  --no-mark invisible      leave out the invisible mark, by which a clip that lost its metadata is found again
  --no-mark credentials    do not sign the clip with content credentials (C2PA); invisible,credentials leaves out both
  --time-stamp URL         time-stamp authority (RFC 3161) that proves when it was signed
  --dry-run                show the plan without making a clip
  --json                   print events as JSON lines on standard output
  --quiet                  print only the file name
  --lang en|ja`,
  ja: `akezora generate プロンプト [オプション]

  -o, --output FILE        書き出し先（.mp4 .mov .mkv .webm .webp .gif）。省略時はプロンプトから名付けます。
                           - なら、作りながら断片化 MP4 を標準出力に書き出します
  --live                   作りながら見る（このマシンだけで開けるページ）
  --model M                モデルの名前・フォルダー・ファイル（akezora-2）
  --lora ファイル|名前[:強さ]  モデルに加える LoRA。ファイルか、追加した LoRA の名前（\`akezora models\`）。複数可
  --aspect 16:9|9:16|1:1|W:H  アスペクト比          --resolution 360p|480p|540p|720p|1080p
  --size 幅x高さ           サイズ（ピクセル単位）   --seconds 秒    長さ
  --fps F                  フレームレート           --seed N        同じシードなら同じクリップ（-1: おまかせ）
  --variants N             作る本数（シードは連番）
  --quality fast|best      fast: はやい（既定）／best: ていねい（ステップ数が増え、時間がかかります）
  --steps N  --guidance G  --perturbation P  --rescale R  --input-crf C  --negative プロンプト
                           対応するモデルのみ
  --decoder full|tiny      tiny: 計算量は約50分の1、細部は減ります（CogVideoX は \`akezora models pull taecvx\`）
  --preset 名前            スタイル。\`akezora models\` を参照
  --codec h264|hevc|vp9|av1|webp|gif                （省略時はファイル名から。なければ h264）
  --device cpu|webgpu|cuda  --precision auto|f32    auto: 高速（既定）／f32: 高精度（低速）

 画像やクリップから始める:
  --image FILE[@秒[:強さ]]   その時刻のフレームにする画像（既定 0秒）。繰り返すとキーフレーム
  --video FILE[@秒[:強さ]]   その時刻から置く動画
  --actor 名前=FILE        俳優になる絵や写真。プロンプトでは @名前 で呼ぶ。繰り返し可。背景が透明な PNG・WebP・GIF・SVG、
                           または無地の背景の画像。必要なら続けて ,faces=left|right|front（向き） ,feet=0〜1（足の位置）
                           ,scale=0.2〜3（大きさ） ,kind=ground|fly|sea|under（地上・空・水面・水中）
  --backdrop FILE          景色の代わりになる絵や写真。必要なら続けて ,horizon=0〜1（地平線の位置。0 は上端）
  --extend FILE            FILE の全体に、--seconds の続きを加える
  --recut FILE:始まり-終わり  この区間を残し、ほかを新しく作る。繰り返し可
  --remix FILE:強さ        FILE を新しいプロンプトで作り直す。0〜1: FILE を残す割合。
                           または変化の大きさ: subtle（0.8）・mild（0.55）・strong（0.3）
  --blend A B              クリップ A から B へ、重なりの中央で切り替わる
  --transition auto|wipe|match|dissolve  切り替わりの種類（既定 auto: 両方に合うもの）
  --loop[=short|normal|long]  終わりを始まりにつなぐ
  --storyboard FILE.json   [{"at": 0, "prompt": "…", "image": "…"}, …]
  --scene FILE.json        プロンプトの代わりに使うシーン（--dry-run --json が表示する形）

 まとめて作る:
  --prompts FILE           1行に1つのプロンプト（または JSON のリクエスト）。- は標準入力。-o のフォルダーに書き出す。
                           再実行すると続きから作る（同じリクエストと同じ内容のファイルで作ったものは飛ばす）

  --mark corner|opening-label  四隅を巡る小さな名前入りの印、または最初の2秒間の「AI生成」の文字（既定: なし）。
                           後ろに ,position=… ,opacity=0.2〜1 ,language=en|ja を付けられます
  --no-mark invisible      見えない印を入れません（メタデータを失ったクリップを見分けるための印）
  --no-mark credentials    コンテンツ認証情報（C2PA）の署名を付けません。invisible,credentials で両方を省けます
  --time-stamp URL         署名の日時を証明するタイムスタンプ局（RFC 3161）
  --dry-run                実行計画だけを表示し、何も作らない
  --json                   イベントを1行ずつ JSON で標準出力に書き出す
  --quiet                  ファイル名だけを表示する
  --lang en|ja`,
};

/** Text of `akezora models --help`. */
export const modelsHelp: Text = {
  en: `akezora models [list]            list models, what they need, and whether they run on this machine
akezora models pull NAME|REPO    download the weights of a model; resumes where it stopped; --yes agrees to a
                                 licence that limits use
akezora models add PATH [NAME]   use a folder or file on this machine, without copying it: a model, or a LoRA, which
                                 requests then name by NAME
akezora models add --comfyui PATH
                                 use the models, T5 encoder and LoRAs of ComfyUI where they lie: its folder, its models folder, or an
                                 extra_model_paths.yaml
akezora models where NAME        print where the weights are
akezora models verify NAME       check every file and list the damaged ones
akezora models remove NAME       delete downloaded weights or a tiny decoder, or remove an added model from the list
akezora models graph NAME --text print the compute graph, node by node with tensor shapes
  --json`,
  ja: `akezora models [list]            使えるモデル、必要なもの、このマシンで動くかどうか
akezora models pull 名前|REPO    重みをダウンロードする（途中からでも再開）。--yes は商用利用できない
                                 ライセンスへの同意
akezora models add パス [名前]   すでにあるフォルダーやファイルを、コピーせずに使う。モデルか、リクエストで名前を指定する LoRA
akezora models add --comfyui パス
                                 ComfyUI のモデル、T5 エンコーダー、LoRA を、その場所のまま使う。ComfyUI のフォルダー、models フォルダー、
                                 extra_model_paths.yaml のどれかを指定する
akezora models where 名前        重みの場所
akezora models verify 名前       すべてのファイルを点検し、壊れたファイルを示す
akezora models remove 名前       ダウンロードした重みや小さいデコーダーを削除する（追加したモデルは登録だけを解除）
akezora models graph 名前 --text 計算グラフをノードごとに、テンソルの形状とともに表示
  --json`,
};

/** Text of `akezora doctor --help`. */
export const doctorHelp: Text = {
  en: `akezora doctor [--json] [--fast]   check Node, processor, memory, disk, devices, codecs, models and speed, and show how to fix problems
  --server          check a server instead: folder, database, storage, port, access, workers, models
                    (takes the options of akezora serve)
  --fast            skip the speed measurement
  --install-cuda    download the CUDA libraries of onnxruntime (NVIDIA, Linux x64)`,
  ja: `akezora doctor [--json] [--fast]   Node・プロセッサー・メモリ・ディスク・デバイス・コーデック・モデル・速度を点検し、対処方法を示す
  --server          代わりにサーバーを点検する: フォルダー・データベース・保存先・ポート・アクセス・ワーカー・モデル
                    （akezora serve のオプションを受け付ける）
  --fast            速度の計測を省く
  --install-cuda    onnxruntime の CUDA ライブラリをダウンロードする（NVIDIA、Linux x64）`,
};

/** Text of `akezora verify --help`. */
export const verifyHelp: Text = {
  en: `akezora verify FILE|URL [--data DIR] [--json]   say what the content credentials (C2PA) of a picture or video tell, and what they do not prove
  Exit code 0: intact, 1: none, changed, invalid or unreadable`,
  ja: `akezora verify ファイル|URL [--data フォルダー] [--json]   画像や動画のコンテンツ認証情報（C2PA）が伝えることと、証明しないことを示す
  終了コード 0: 署名は有効、1: 情報なし・内容の変更・無効・読み取り不可`,
};

/** Text of `akezora keys signing --help`. */
export const signingHelp: Text = {
  en: `akezora keys signing [show | renew | use FILE… | trust FILE] [--data DIR] [--json]   the key that signs content credentials
  show        its certificate (default); a key is made at first use
  renew       make a new key and certificate below the root of this installation
  use FILE…   sign with a bought key: private key without a password and certificate chain, in PEM, in one file or two
  trust FILE  count as known whom this root certifies: signers, and authorities of time stamps
  --data DIR  the key of the server with this data folder`,
  ja: `akezora keys signing [show | renew | use ファイル… | trust ファイル] [--data フォルダー] [--json]   コンテンツ認証情報に署名する鍵
  show          証明書を表示する（既定）。鍵は最初に使うときに作られる
  renew         このインストールのルートのもとで、新しい鍵と証明書を作る
  use ファイル… 購入した鍵で署名する: パスワードのない秘密鍵と証明書チェーン（PEM）。1つか2つのファイル
  trust ファイル このルート証明書が証明する署名者とタイムスタンプ局を既知とする
  --data フォルダー このデータフォルダーのサーバーの鍵`,
};
