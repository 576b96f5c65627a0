import type { Language, Text } from '@akezora/contract';

/** The messages of the command line, besides its help (`help.ts`) and the messages of errors (`@akezora/contract`). */
export const messages = {
  unknownCommand: {
    en: 'Unknown command `{name}`. Commands: {commands}.',
    ja: '`{name}` というコマンドはありません。使えるコマンド: {commands}。',
  },
  badOption: { en: '{option}: {reason}', ja: '{option}: {reason}' },
  optionForm: { en: 'write it as {form}', ja: '{form} の形で書いてください' },
  optionNumber: {
    en: '“{value}” is not a number',
    ja: '数値を指定してください（「{value}」は数値ではありません）',
  },
  optionWhole: { en: 'write a whole number from {min} to {max}', ja: '{min}〜{max} の整数を指定してください' },
  optionUnknown: {
    en: 'unknown option; `akezora {command} --help` lists the options',
    ja: 'このオプションはありません。一覧は `akezora {command} --help` で見られます',
  },
  optionValue: { en: 'this option needs a value', ja: '値が必要です' },
  optionNoValue: { en: 'this option takes no value', ja: '値は指定できません' },
  optionChoice: { en: 'choose one of {choices}', ja: '{choices} から選んでください' },
  textUnreadable: {
    en: 'it is not text in UTF-8, UTF-16 or a code page of Windows (save it as UTF-8)',
    ja: 'UTF-8・UTF-16・Shift_JIS などのテキストではありません（UTF-8 で保存し直してください）',
  },
  fileHasNoFacts: {
    en: 'the file contains no prompt; write one',
    ja: 'ファイルにプロンプトが記録されていません。プロンプトを書いてください',
  },
  error: { en: 'Error: {message}', ja: 'エラー: {message}' },
  remedy: { en: '  → {remedy}', ja: '  → {remedy}' },
  nameNotText: {
    en: '  → The name of the file is not valid UTF-8. Rename it, for instance with `convmv -f cp932 -t utf-8 --notest FILE`.',
    ja: '  → ファイル名が UTF-8 ではありません。`convmv -f cp932 -t utf-8 --notest ファイル` などで名前を変えてください。',
  },
  internalHint: {
    en: '  (for details, run again with AKEZORA_DEBUG=1)',
    ja: '  （詳細: AKEZORA_DEBUG=1 を付けて実行）',
  },
  cancelling: {
    en: 'Cancelling… (press again to quit at once)',
    ja: '中止しています…（もう一度押すとすぐに終了します）',
  },

  planTitle: {
    en: '{model} · {width}×{height} · {seconds} s at {fps} fps · {codec} · seed {seed}',
    ja: '{model} · {width}×{height} · {seconds}秒（{fps} fps） · {codec} · シード {seed}',
  },
  planCost: {
    en: 'Estimate: about {time}, {memory} of memory, on {device}',
    ja: '見積もり: 約{time}、メモリ {memory}（{device}）',
  },
  planStage: { en: '  {name}  {time}  {memory}', ja: '  {name}  {time}  {memory}' },
  planPainted: {
    en: 'painted at {width}×{height}, {fps} fps, {steps} steps, in {windows} part(s)',
    ja: '{width}×{height}、{fps} fps で描画、{steps}ステップ、{windows}区間',
  },
  understood: { en: 'Read as: {scene}', ja: '読み取った内容: {scene}' },
  changed: { en: 'Changed: {changes}', ja: '変更: {changes}' },
  nothingChanged: { en: 'Nothing of the clip is changed.', ja: 'クリップは何も変わりません。' },
  unknownWords: {
    en: 'Words this model does not know (not drawn): {words}',
    ja: 'モデルが知らない言葉: {words}（描かれません）',
  },
  notice: { en: 'Note: {message}', ja: '注意: {message}' },
  dryRun: { en: 'Nothing was made (--dry-run).', ja: '何も作成していません（--dry-run）。' },

  stepOf: { en: 'step {index}/{total}', ja: 'ステップ {index}/{total}' },
  framesOf: { en: 'frame {done}/{total}', ja: 'フレーム {done}/{total}' },
  left: { en: '{time} left', ja: '残り{time}' },
  liveAt: { en: 'Watch it while it is made: {url}', ja: '作りながら見る: {url}' },
  livePage: { en: 'Akezora, live', ja: 'Akezora ライブ' },
  donePiped: { en: 'Done in {time}', ja: '{time}で完成' },
  notWithStream: { en: 'it does not go together with {stream}', ja: '{stream} と一緒には使えません' },
  done: { en: 'Done in {time}: {file}', ja: '{time}で完成: {file}' },
  variant: { en: 'Variant {index} of {total}', ja: 'バリエーション {index}/{total}' },

  actorTwice: {
    en: 'two actors are called {name}',
    ja: '「{name}」という俳優が2つあります',
  },
  batchEmpty: { en: 'it contains no prompts', ja: 'プロンプトがありません' },
  batchLine: { en: 'line {line}: {reason}', ja: '{line}行目: {reason}' },
  batchItem: { en: '[{index}/{total}] {prompt}', ja: '[{index}/{total}] {prompt}' },
  batchSkipped: { en: '  already made: {file}', ja: '  作成済み: {file}' },
  batchPlanned: {
    en: '{made} to make in about {time}, {skipped} already made, {failed} refused. Nothing was made (--dry-run).',
    ja: '作成予定 {made}件（約{time}）、作成済み {skipped}件、エラー {failed}件。何も作成していません（--dry-run）。',
  },
  batchEnd: {
    en: '{made} made, {skipped} already made, {failed} failed.',
    ja: '完成 {made}件、作成済み {skipped}件、失敗 {failed}件。',
  },

  watching: {
    en: 'Watching {in}; the clips go to {out}. Ctrl-C ends.',
    ja: '{in} を監視しています。クリップの書き出し先は {out} です（Ctrl-C で終了）。',
  },
  watchBegun: { en: '{name}: begun, clips: {clips}', ja: '{name}: 処理を始めました（{clips}本）' },
  watchClip: { en: 'Done: {file}', ja: '完成: {file}' },
  watchShare: { en: '{name}: {percent}%', ja: '{name}: {percent}%' },
  watchIgnored: { en: '{name}: not used: {fields}', ja: '{name}: 使わなかった項目: {fields}' },
  watchWaits: { en: '{name}: waiting: {reason}', ja: '{name}: 待機中: {reason}' },
  watchDone: { en: '{name}: done', ja: '{name}: 終わりました' },
  watchFailed: { en: '{name}: failed: {reason} ({why})', ja: '{name}: 失敗しました: {reason}（{why}）' },
  watchUnreadable: { en: 'Waiting for the folder: {reason}', ja: 'フォルダーを待っています: {reason}' },
  watchStopped: {
    en: 'Stopped. Orders that go on at the next start: {left}.',
    ja: '終了しました。次の起動で続ける処理: {left}件。',
  },
  watchBusy: {
    en: '{path} is already watched by another process ({pid})',
    ja: '{path} は別のプロセス（{pid}）が監視しています',
  },
  watchFolders: { en: 'write two different folders', ja: '異なるフォルダーを2つ指定してください' },
  watchSeveral: {
    en: 'one text, list or table belongs to a name, with one picture or clip at most; these are {files}',
    ja: '1つの名前につき、テキスト・一覧・表を1つと、画像か動画を1つまでにしてください（{files}）',
  },
  watchMany: { en: 'it asks for more than {most} clips', ja: 'クリップが{most}本を超えています' },
  watchKind: {
    en: 'write the prompt as .txt, the request as .json, several as .jsonl or .csv',
    ja: 'プロンプトは .txt、リクエストは .json、複数なら .jsonl か .csv で書いてください',
  },
  watchRow: { en: 'row {line}: {reason}', ja: '{line}件目: {reason}' },
  watchNoRequest: { en: 'it is neither a prompt nor a request', ja: 'プロンプトでもリクエストでもありません' },
  watchOutside: {
    en: '{file} is outside the watched folder; put it there and write its name',
    ja: '{file} は監視フォルダーの外にあります。監視フォルダーに置き、名前だけを書いてください',
  },
  watchModelPath: { en: 'write the name of a model, not a path', ja: 'パスではなくモデルの名前を書いてください' },

  modelFits: { en: 'runs on this machine ({memory} of memory)', ja: 'このマシンで動きます（メモリ {memory}）' },
  modelCannotRun: { en: 'cannot run now: {reason}', ja: '今は動きません: {reason}' },
  modelBuiltIn: { en: 'included', ja: '同梱' },
  modelLimits: {
    en: '{resolutions} · {aspects} · {min}–{max} s · {fps} fps · prompts in {languages} · {licence} · {size}',
    ja: '{resolutions} · {aspects} · {min}〜{max}秒 · {fps} fps · プロンプトの言語 {languages} · {licence} · {size}',
  },
  modelsAbsent: {
    en: 'Not installed (download with `akezora models pull NAME`):',
    ja: '未インストールのモデル（`akezora models pull 名前` でダウンロード）:',
  },
  modelsLicences: { en: 'Their licences:', ja: '各モデルのライセンス:' },
  modelsAdded: { en: 'Added from other folders:', ja: '別の場所から追加したモデル:' },
  modelAdded: { en: 'Added {id} ({size}) from {path}', ja: '{id}（{size}）を追加しました: {path}' },
  modelRemoved: { en: 'Removed {id}; {size} freed.', ja: '{id} を削除しました（{size} の空きができました）。' },
  modelKept: {
    en: '{size} of shared files (text encoder, upscaler) stay: {models} use them.',
    ja: '共有しているファイル（テキストエンコーダーなど、{size}）は残ります。使っているモデル: {models}',
  },
  comfyAdded: { en: '{kind} {id}\n    {path}', ja: '{kind} {id}\n    {path}' },
  comfyModel: { en: 'model', ja: 'モデル' },
  comfyEncoder: { en: 'text encoder', ja: 'テキストエンコーダー' },
  comfyLora: { en: 'LoRA', ja: 'LoRA' },
  comfyNothing: {
    en: 'There is nothing here that a model of Akezora can use.',
    ja: 'Akezora のモデルで使えるものはありません。',
  },
  comfyLeft: { en: 'not used: {path}: {reason}', ja: '使えません: {path}: {reason}' },
  comfyOthers: {
    en: 'Files of other models, left alone: {count}',
    ja: 'ほかのモデルのファイル（そのまま）: {count}個',
  },
  comfyMissing: {
    en: 'Still needed before the first clip: `akezora models pull {model}`',
    ja: '最初のクリップの前に必要です: `akezora models pull {model}`',
  },
  lorasAdded: { en: 'LoRAs (--lora NAME:STRENGTH):', ja: 'LoRA（--lora 名前:強さ）:' },
  loraFits: { en: 'fits {models}', ja: '使えるモデル: {models}' },
  loraFitsNone: { en: 'fits no installed model', ja: 'インストール済みのモデルには合いません' },
  decodersHere: {
    en: 'Tiny decoders (previews in colour, and --decoder tiny):',
    ja: '小さいデコーダー（カラーのプレビューと --decoder tiny）:',
  },
  decoderOf: { en: 'for models of the family {family}', ja: 'ファミリー {family} のモデル用' },
  modelForgotten: {
    en: '{id} is no longer listed; its files stay.',
    ja: '{id} の登録を解除しました（ファイルは残っています）。',
  },
  modelNoGraphs: {
    en: '{id} has no graphs to show.',
    ja: '{id} には表示できる計算グラフがありません。',
  },
  modelVerified: { en: 'All files of {id} are intact.', ja: '{id} のファイルはすべて正常です。' },
  modelDamaged: { en: 'damaged: {path}: {reason}', ja: '壊れています: {path}: {reason}' },
  pullLicence: { en: 'Licence: {licence}. {terms}', ja: 'ライセンス: {licence}。{terms}' },
  pullAsk: { en: 'Download it for such use? [y/N] ', ja: 'この条件で使いますか（はい/いいえ）: ' },
  pullNeedsYes: {
    en: 'its licence ({licence}) limits what it may be used for: say --yes if that suits you',
    ja: 'このライセンス（{licence}）では用途が制限されています。それでよければ --yes を付けてください',
  },
  pullPlan: {
    en: '{files} files, {size} ({here} already downloaded)',
    ja: '{files}ファイル、{size}（うち {here} はダウンロード済み）',
  },
  pullProgress: { en: '{done} of {total} · {rate}/s', ja: '{done} / {total} · 毎秒 {rate}' },
  pullDone: { en: '{id} is installed.', ja: '{id} をダウンロードしました。' },
  modelsNeedName: { en: 'write the name of a model', ja: 'モデルの名前を指定してください' },

  doctorNode: { en: 'Node', ja: 'Node' },
  doctorProcessor: { en: 'processor', ja: 'プロセッサー' },
  doctorMemory: { en: 'memory', ja: 'メモリ' },
  doctorDisk: { en: 'disk (current folder)', ja: 'ディスク（現在のフォルダー）' },
  doctorCache: { en: 'cache', ja: 'キャッシュ' },
  doctorProviders: { en: 'devices', ja: 'デバイス' },
  doctorCodecs: { en: 'codecs', ja: 'コーデック' },
  doctorModels: { en: 'models', ja: 'モデル' },
  doctorSpeed: { en: 'speed', ja: '速度' },
  doctorFree: { en: '{free} free of {total}', ja: '空き {free} / {total}' },
  doctorAdviceNode: {
    en: 'Node {version} is too old: install Node {oldest} or newer from nodejs.org.',
    ja: 'Node {version} は古すぎます。nodejs.org から {oldest} 以降をインストールしてください。',
  },
  doctorAdviceMemory: {
    en: 'Less than 2 GB of memory is free: close other programs, or lower the resolution with --resolution 720p.',
    ja: 'メモリの空きが 2 GB 未満です。ほかのプログラムを閉じるか、--resolution 720p などで解像度を下げてください。',
  },
  doctorAdviceDisk: {
    en: 'Less than 1 GB of disk is free in this folder: clips may not fit. Delete files you do not need, or choose another disk with -o.',
    ja: '現在のフォルダーのディスクの空きが 1 GB 未満です。クリップを保存できないことがあります。不要なファイルを消すか、-o で別のディスクを指定してください。',
  },
  doctorAdviceCodecs: {
    en: 'The video codecs did not load ({reason}): run `npm ci` again on this machine.',
    ja: '動画コーデックを読み込めません（{reason}）。このマシンで `npm ci` をやり直してください。',
  },
  doctorAdviceRuntime: {
    en: 'The compute runtime did not load ({reason}): run `npm ci` again on this machine.',
    ja: '計算ランタイムを読み込めません（{reason}）。このマシンで `npm ci` をやり直してください。',
  },
  doctorAdviceModel: { en: '{model}: {reason} {remedy}', ja: '{model}: {reason} {remedy}' },
  doctorWell: { en: 'No problems found.', ja: '問題は見つかりませんでした。' },
  doctorSpeedRow: { en: '{work}: {value}', ja: '{work}: {value}' },
  doctorEncodeSpeed: { en: 'encoding 1080p H.264', ja: '1080p H.264 の書き出し' },
  doctorFramesPerSecond: { en: '{value} frames/s', ja: '毎秒{value}フレーム' },
  doctorNoSpeeds: {
    en: 'stages of models: not measured yet (the first clip measures them)',
    ja: 'モデルの各段階: まだ計測がありません（最初のクリップで計測します）',
  },
  doctorNotHere: {
    en: 'not installed (download it with `akezora models pull {model}`)',
    ja: '未インストール（`akezora models pull {model}` でダウンロードできます）',
  },
  doctorMeasured: {
    en: '{model} ({where}): {stages} measured, used for estimates',
    ja: '{model}（{where}）: {stages}を計測済み（見積もりに使います）',
  },
  doctorCuda: {
    en: 'Downloading the CUDA libraries of onnxruntime from NuGet, {size}',
    ja: 'onnxruntime の CUDA ライブラリ（{size}）を NuGet からダウンロードしています',
  },
  doctorCudaDone: {
    en: 'CUDA for onnxruntime {version} is installed in {folder}; use it with `--device cuda`.',
    ja: 'onnxruntime {version} の CUDA を {folder} にインストールしました。`--device cuda` で使えます。',
  },
  doctorCudaAlready: {
    en: 'CUDA for onnxruntime {version} is already in {folder}.',
    ja: 'onnxruntime {version} の CUDA は、すでに {folder} にあります。',
  },
  doctorCudaMissing: {
    en: "install NVIDIA's CUDA 12 and cuDNN 9 as well; the system does not find {names}",
    ja: 'NVIDIA の CUDA 12 と cuDNN 9 も入れてください。システムに {names} が見つかりません',
  },
  verifyFile: { en: 'name one picture or video', ja: '画像か動画を1つ指定してください' },
  verifyNone: {
    en: 'No content credentials. That proves nothing: they are easily removed, and most files never had any.',
    ja: 'コンテンツ認証情報はありません。これは何の証明にもなりません。簡単に取り除け、もともとないファイルがほとんどだからです。',
  },
  verifyUnreadable: {
    en: 'There are content credentials that cannot be read.',
    ja: 'コンテンツ認証情報がありますが、読み取れません。',
  },
  verifyChanged: {
    en: 'The file was changed after it was signed. What its credentials say is about another content.',
    ja: '署名のあとでファイルの内容が変わっています。認証情報は別の内容についてのものです。',
  },
  verifyInvalid: {
    en: 'The credentials were changed or are faulty. Do not rely on anything that they say.',
    ja: '認証情報が変更されているか、正しくありません。書かれていることは信用しないでください。',
  },
  verifyIntact: {
    en: 'Signature intact: the content is what was signed.',
    ja: '署名は有効です。内容は署名されたときのままです。',
  },
  verifyKnown: {
    en: 'Signer known: this installation, or a chain added to it.',
    ja: '署名者は既知です（このインストール、または追加した証明書チェーン）。',
  },
  verifyUnknown: {
    en: 'Signer not known here: anyone can make such a key and choose its name.',
    ja: '署名者はここでは未知です。このような鍵と名前は誰でも作れます。',
  },
  verifyWho: { en: 'Who: {value}', ja: '署名者: {value}' },
  verifySystem: { en: 'System and version: {value}', ja: 'システムとバージョン: {value}' },
  verifyTime: {
    en: 'When: {value} (as the signer says; no time-stamp authority confirms it)',
    ja: '日時: {value}（署名者の申告。タイムスタンプ局による確認なし）',
  },
  verifyTimeStamped: {
    en: 'When: {value} (with a time stamp)',
    ja: '日時: {value}（タイムスタンプあり）',
  },
  verifyId: { en: 'Identifier: {value}', ja: '識別子: {value}' },
  verifyNotSaid: { en: 'not said', ja: '記載なし' },
  verifySources: { en: 'Made how: {value}', ja: '作り方: {value}' },
  verifyIngredient: { en: 'Made from: {title} ({state})', ja: '素材: {title}（{state}）' },
  verifyFaults: { en: 'Failed: {value}', ja: '不一致: {value}' },
  verifyMark: {
    en: 'Invisible mark: {mark} (for a clip of a library, the last 16 digits of its id)',
    ja: '見えない印: {mark}（ライブラリのクリップなら、ID の末尾16桁）',
  },
  verifyMarkLimits: {
    en: 'The mark says that these pictures come from a clip with that id, perhaps changed since. It is no signature: anyone can put such a mark into pictures.',
    ja: '印が示すのは、映像がその ID のクリップに由来することだけです（その後変更された可能性があります）。署名ではなく、このような印は誰でも入れられます。',
  },
  verifyMarkUnread: {
    en: 'The pictures cannot be decoded here, so no invisible mark was looked for.',
    ja: '映像をデコードできないため、見えない印は調べていません。',
  },
  verifyNoMark: {
    en: 'No invisible mark found. That proves nothing: it can be left out, removed or worn away.',
    ja: '見えない印は見つかりません。これは何の証明にもなりません。入れないことも、取り除くことも、劣化で消えることもあるからです。',
  },
  verifyLimits: {
    en: 'Not proven: that the picture is true, that the named signer is a certain person, or that nothing was hidden from the signer.',
    ja: '証明しないこと: 映像が事実であること、署名者が特定の人であること、署名者にすべてが知らされていたこと。',
  },
  stateNone: { en: 'without credentials', ja: '認証情報なし' },
  stateUnreadable: { en: 'credentials unreadable', ja: '認証情報を読み取れない' },
  stateChanged: { en: 'changed after signing', ja: '署名後に変更' },
  stateInvalid: { en: 'credentials faulty', ja: '認証情報に誤り' },
  stateIntact: { en: 'signature intact', ja: '署名は有効' },
  signingAction: {
    en: 'write show, renew, use FILE or trust FILE',
    ja: 'show・renew・use ファイル・trust ファイル のどれかを指定してください',
  },
  signingName: { en: 'Signer: {name} ({algorithm})', ja: '署名者: {name}（{algorithm}）' },
  signingIssuer: { en: 'Issuer: {issuer}', ja: '発行者: {issuer}' },
  signingValid: { en: 'Valid to: {date}', ja: '有効期限: {date}' },
  signingPrint: { en: 'Fingerprint (SHA-256): {value}', ja: 'フィンガープリント（SHA-256）: {value}' },
  signingOwn: {
    en: 'Made by this installation: others see an intact signature of an unknown signer.',
    ja: 'このインストールが作った鍵です。ほかの環境では「署名は有効、署名者は未知」と表示されます。',
  },
  signingBought: { en: 'Given to this installation.', ja: 'このインストールに追加された鍵です。' },
  signedBeside: {
    en: 'Its content credentials are in {file}: keep both together.',
    ja: 'コンテンツ認証情報は {file} にあります。一緒に保管してください。',
  },
  notStamped: {
    en: 'Signed without a time stamp: {url} did not give one.',
    ja: 'タイムスタンプなしで署名しました。{url} が応答しませんでした。',
  },
  signingTrusted: {
    en: 'Known from now on: whom the certificates in {file} certify.',
    ja: '{file} の証明書で証明される署名者は、これから既知になります。',
  },
  yes: { en: 'usable', ja: '使用可' },
  no: { en: 'not usable', ja: '使用不可' },
} as const satisfies Record<string, Text>;

/** Name of a message. */
export type MessageName = keyof typeof messages;

/** A text in one language with its placeholders filled; unknown placeholders stay. */
export function fill(text: Text, language: Language, details: Readonly<Record<string, string | number>> = {}): string {
  return text[language].replace(/\{(\w+)\}/g, (whole, name: string) => String(details[name] ?? whole));
}

/** Text of a message in one language, with its details. */
export type Say = (name: MessageName, details?: Readonly<Record<string, string | number>>) => string;

/** The messages in one language. */
export const sayIn =
  (language: Language): Say =>
  (name, details) =>
    fill(messages[name], language, details);
