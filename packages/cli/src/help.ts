import type { Text } from '@akezora/contract';

/** What `akezora --help` shows. */
export const generalHelp: Text = {
  en: `Akezora: type a prompt, get a clip, on your own machine.

  akezora generate PROMPT   make a clip            akezora generate --help
  akezora                   open the studio (same as \`akezora serve\`)
  akezora serve             run the studio and its APIs
  akezora worker            make clips for a server on another machine
  akezora import PATH       bring in clips from elsewhere, with their prompts
  akezora export            write a collection as a data set
  akezora models            what can be run, what it needs, whether it fits here
  akezora doctor            check this machine and say what to do

  --lang en|ja   language (from the locale unless given)      --version

Exit codes: 0 done · 1 a fault of Akezora · 2 the request · 3 the machine (memory, disk, device)
            4 the weights · 5 refused by policy · 130 cancelled`,
  ja: `Akezora: 言葉を打つと、手元のマシンでクリップができます。

  akezora generate プロンプト   クリップを作る        akezora generate --help
  akezora                       スタジオを開く（\`akezora serve\` と同じ）
  akezora serve                 スタジオと API を動かす
  akezora worker                別のマシンのサーバーのためにクリップを作る
  akezora import パス           ほかで作ったクリップをプロンプトごと取り込む
  akezora export                コレクションをデータセットとして書き出す
  akezora models                使えるモデル、必要なもの、このマシンで動くか
  akezora doctor                このマシンを点検し、するべきことを示す

  --lang en|ja   言語（省略時はロケールから）      --version

終了コード: 0 完了 · 1 Akezora の不具合 · 2 依頼の内容 · 3 マシン（メモリ・ディスク・デバイス）
            4 重み · 5 方針により拒否 · 130 中止`,
};

/** What `akezora generate --help` shows. */
export const generateHelp: Text = {
  en: `akezora generate PROMPT [options]

  -o, --output FILE        where the clip goes (.mp4 .mov .mkv .webm .webp .gif); named after the prompt otherwise
  --model M                model name, folder or file (akezora-1)
  --lora FILE[:STRENGTH]   a LoRA for the model (strength 1); repeat for several
  --aspect 16:9|9:16|1:1   shape                    --resolution 360p|480p|540p|720p|1080p
  --size WxH               exact size               --seconds S
  --fps F                  frames a second          --seed N      same seed, same clip
  --variants N             N clips with seeds N, N+1, …
  --quality fast|best      best takes more steps (default fast)
  --steps N  --guidance G  --negative PROMPT        for models that have them
  --preset NAME            a look, see \`akezora models\`
  --codec h264|hevc|vp9|av1|webp|gif                (from the file name, else h264)
  --device cpu|webgpu|cuda  --precision auto|f32    (fast, or exact and slower)

 Pictures and clips as a start:
  --image FILE[@SECONDS[:STRENGTH]]   a picture as the frame at that time (0); repeat for key frames
  --video FILE[@SECONDS[:STRENGTH]]   a video from that time on
  --extend FILE            all of FILE, and then --seconds more
  --recut FILE:FROM-TO     keep this stretch and fill the rest; repeat for several
  --remix FILE:STRENGTH    FILE under a new prompt; 0 keeps nothing, 1 all of it; or subtle, mild, strong
  --blend A B              from clip A to clip B
  --loop[=short|normal|long]  end where it begins
  --storyboard FILE.json   [{"at": 0, "prompt": "…", "image": "…"}, …]
  --scene FILE.json        the scene itself instead of a prompt (as --dry-run --json prints it)

 Many at once:
  --prompts FILE           one prompt a line (or a JSON request a line); goes to the folder -o; run again to go on

  --dry-run                show the plan and make nothing
  --json                   events as lines of JSON on standard output
  --quiet                  only the file name
  --lang en|ja`,
  ja: `akezora generate プロンプト [オプション]

  -o, --output FILE        書き出し先（.mp4 .mov .mkv .webm .webp .gif）。省略時はプロンプトから名付けます
  --model M                モデルの名前・フォルダー・ファイル（akezora-1）
  --lora ファイル[:強さ]   モデルに加える LoRA（複数可）
  --aspect 16:9|9:16|1:1   画面の形                 --resolution 360p|480p|540p|720p|1080p
  --size 幅x高さ           正確な大きさ             --seconds 秒
  --fps F                  毎秒のフレーム数         --seed N      同じシードなら同じクリップ
  --variants N             シード N, N+1, … で N 本
  --quality fast|best      best はステップ数が増えます（既定は fast）
  --steps N  --guidance G  --negative プロンプト    対応するモデルのみ
  --preset 名前            見た目。\`akezora models\` を参照
  --codec h264|hevc|vp9|av1|webp|gif                （ファイル名から。なければ h264）
  --device cpu|webgpu|cuda  --precision auto|f32    （速く／正確に）

 画像やクリップから始める:
  --image FILE[@秒[:強さ]]   その時刻のフレームにする画像（既定 0 秒）。繰り返すとキーフレーム
  --video FILE[@秒[:強さ]]   その時刻から置く動画
  --extend FILE            FILE の全体に、--seconds の続きを加える
  --recut FILE:始まり-終わり  この区間を残して残りを埋める。繰り返し可
  --remix FILE:強さ        FILE を新しいプロンプトで作り直す。0 は残さない、1 はそのまま（subtle・mild・strong も可）
  --blend A B              クリップ A から B へ
  --loop[=short|normal|long]  終わりを始まりにつなぐ
  --storyboard FILE.json   [{"at": 0, "prompt": "…", "image": "…"}, …]
  --scene FILE.json        プロンプトの代わりにシーンそのもの（--dry-run --json が出す形）

 まとめて作る:
  --prompts FILE           1 行に 1 プロンプト（または JSON の依頼）。-o のフォルダーへ。再実行で続きから

  --dry-run                計画だけを示し、何も作らない
  --json                   出来事を 1 行ずつ JSON で標準出力へ
  --quiet                  ファイル名だけを出す
  --lang en|ja`,
};

/** What `akezora models --help` shows. */
export const modelsHelp: Text = {
  en: `akezora models [list]            what can be run, what it needs, whether it fits this machine
akezora models pull NAME|REPO    fetch a model's weights; resumes where it stopped
akezora models add PATH [NAME]   use a folder or file that is already here, without copying it
akezora models where NAME        where its weights lie
akezora models verify NAME       check every file; names the damaged ones
akezora models remove NAME       delete fetched weights, or forget added ones
akezora models graph NAME --text what it computes, node by node with shapes
  --json`,
  ja: `akezora models [list]            使えるモデル、必要なもの、このマシンで動くか
akezora models pull 名前|REPO    重みを取得する（途中からでも再開）
akezora models add パス [名前]   すでにあるフォルダーやファイルを、コピーせずに使う
akezora models where 名前        重みの場所
akezora models verify 名前       すべてのファイルを点検し、壊れたものを示す
akezora models remove 名前       取得した重みを消す（追加したものは登録だけを消す）
akezora models graph 名前 --text 計算の中身をノードごとに形つきで表示
  --json`,
};

/** What `akezora doctor --help` shows. */
export const doctorHelp: Text = {
  en: `akezora doctor [--json] [--fast]   Node, processor, memory, disk, devices, codecs, models and speed; says what to do
  --server          looks at a server instead: folder, database, storage, port, access, workers, models
                    (takes the options of akezora serve)
  --fast            leaves the speed measurement out
  --install-cuda    fetches onnxruntime's CUDA libraries (NVIDIA, Linux x64)`,
  ja: `akezora doctor [--json] [--fast]   Node・プロセッサー・メモリ・ディスク・デバイス・コーデック・モデル・速度を点検し、するべきことを示す
  --server          代わりにサーバーを点検する: フォルダー・データベース・保存先・ポート・アクセス・ワーカー・モデル
                    （akezora serve のオプションを受け付ける）
  --fast            速度の計測を省く
  --install-cuda    onnxruntime の CUDA ライブラリを取得する（NVIDIA、Linux x64）`,
};
