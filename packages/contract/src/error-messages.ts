import type { ErrorTemplate } from './error-template.ts';
import { serviceErrorMessages } from './service-error-messages.ts';

/** The closed list of error codes with their messages and remedies in both languages. */
export const errorMessages = {
  ...serviceErrorMessages,
  request_invalid: {
    exitCode: 2,
    message: { en: '{field} is not valid: {reason}', ja: '{field} が正しくありません: {reason}' },
    remedy: { en: 'Correct {field} and try again.', ja: '{field} を直してからもう一度実行してください。' },
  },
  prompt_empty: {
    exitCode: 2,
    message: { en: 'The prompt is empty.', ja: 'プロンプトが空です。' },
    remedy: { en: 'Describe in a few words what you want to see.', ja: '見たい場面を短い言葉で書いてください。' },
  },
  prompt_too_long: {
    exitCode: 2,
    message: {
      en: 'The prompt has {length} {unit}; {model} reads at most {limit}.',
      ja: 'プロンプトは{length}{unit}ありますが、{model} が読めるのは{limit}{unit}までです。',
    },
    remedy: { en: 'Shorten the prompt to {limit} {unit}.', ja: '{limit}{unit}以内に短くしてください。' },
  },
  prompt_unreadable: {
    exitCode: 2,
    message: {
      en: 'The prompt contains no words that the model can read.',
      ja: 'プロンプトに、このモデルが読める言葉がありません。',
    },
    remedy: {
      en: 'Write it in one of these languages: {languages}.',
      ja: '次の言語で書いてください: {languages}。',
    },
  },
  size_unsupported: {
    exitCode: 2,
    message: { en: '{model} cannot make {asked}.', ja: '{model} は {asked} を作れません。' },
    remedy: { en: 'The nearest it can make is {nearest}.', ja: '作れるもののうち、最も近いのは {nearest} です。' },
  },
  seconds_unsupported: {
    exitCode: 2,
    message: {
      en: '{model} makes clips of {min} to {max} seconds, not {asked}.',
      ja: '{model} が作れる長さは{min}〜{max}秒です（指定: {asked}秒）。',
    },
    remedy: { en: 'Choose a length from {min} to {max} seconds.', ja: '長さを{min}〜{max}秒の間で指定してください。' },
  },
  option_unsupported: {
    exitCode: 2,
    message: {
      en: '{model} does not support {field} {asked}.',
      ja: '{model} では {field} に {asked} を指定できません。',
    },
    remedy: { en: 'Supported: {choices}.', ja: '使えるもの: {choices}。' },
    without: {
      detail: 'choices',
      message: { en: '{model} has no {field} option.', ja: '{model} に {field} の設定はありません。' },
      remedy: {
        en: 'Leave it out, or choose another model.',
        ja: '指定しないか、別のモデルを選んでください。',
      },
    },
  },
  stills_unsupported: {
    exitCode: 2,
    message: {
      en: '{model} makes no stills: one picture would take it as long as a clip.',
      ja: '{model} では静止画を作れません（1枚にも、クリップと同じくらい時間がかかります）。',
    },
    remedy: {
      en: 'Choose a model with `controls.stills`, such as akezora-2, or watch the preview of a job.',
      ja: '`controls.stills` のあるモデル（akezora-2 など）を選ぶか、ジョブのプレビューを見てください。',
    },
  },
  model_unknown: {
    exitCode: 2,
    message: { en: 'There is no model called {model}.', ja: '{model} というモデルはありません。' },
    remedy: {
      en: 'Available models: {choices}. `akezora models` lists them all.',
      ja: '使えるモデル: {choices}。一覧は `akezora models` で見られます。',
    },
  },
  scene_invalid: {
    exitCode: 2,
    message: { en: 'The scene is not valid at {path}: {reason}', ja: 'シーンの {path} が正しくありません: {reason}' },
    remedy: {
      en: 'Start from the scene that `--dry-run --json` prints, and edit it.',
      ja: '`--dry-run --json` が表示するシーンをもとに書き換えてください。',
    },
  },
  storyboard_invalid: {
    exitCode: 2,
    message: {
      en: 'The storyboard is not valid at {path}: {reason}',
      ja: '絵コンテの {path} が正しくありません: {reason}',
    },
    remedy: {
      en: 'Each card needs `at` (seconds, in ascending order) and `prompt`.',
      ja: '各カードには `at`（秒、昇順）と `prompt` が必要です。',
    },
  },
  timed_out: {
    exitCode: 2,
    message: {
      en: '{field}: reading {path} took longer than {seconds} s and was stopped.',
      ja: '{field}: {path} の読み込みが{seconds}秒以内に終わらなかったため、中止しました。',
    },
    remedy: {
      en: 'Save the file again with another program, or make it shorter or smaller, and try again.',
      ja: '別のプログラムで保存し直すか、短く、または小さくしてから、もう一度試してください。',
    },
    without: {
      detail: 'path',
      message: {
        en: '{field}: this took longer than {seconds} s and was stopped.',
        ja: '{field}: {seconds}秒以内に終わらなかったため、中止しました。',
      },
      remedy: {
        en: 'Ask for something shorter or smaller, and try again.',
        ja: 'もっと短い、または小さい内容で、もう一度試してください。',
      },
    },
  },
  not_enough_memory: {
    exitCode: 3,
    message: {
      en: 'The stage “{stage}” needs {needed} of memory; {available} is free.',
      ja: '「{stage}」の段階で {needed} のメモリが必要ですが、空きは {available} です。',
    },
    remedy: { en: 'Try: {options}.', ja: '対処方法: {options}。' },
    without: {
      detail: 'needed',
      message: { en: 'There is not enough free memory.', ja: 'メモリが足りません。' },
      remedy: { en: 'Try: {options}.', ja: '対処方法: {options}。' },
    },
  },
  not_enough_disk: {
    exitCode: 3,
    message: {
      en: 'Writing to {path} needs {needed} of disk space; {available} is free.',
      ja: '{path} への書き込みには {needed} の空きが必要ですが、空きは {available} です。',
    },
    remedy: {
      en: 'Free some disk space, or choose another folder.',
      ja: 'ディスクの空きを作るか、別のフォルダーを選んでください。',
    },
    without: {
      detail: 'needed',
      message: { en: 'The disk is full.', ja: 'ディスクがいっぱいです。' },
      remedy: {
        en: 'Free some disk space, or choose another folder.',
        ja: 'ディスクの空きを作るか、別のフォルダーを選んでください。',
      },
    },
  },
  output_unwritable: {
    exitCode: 3,
    message: { en: '{path} cannot be written: {reason}', ja: '{path} に書き込めません: {reason}' },
    remedy: { en: 'Choose another location with -o FILE.', ja: '-o FILE で別の場所を指定してください。' },
  },
  device_unavailable: {
    exitCode: 3,
    message: { en: 'Device {device} cannot be used: {reason}', ja: 'デバイス {device} を使えません: {reason}' },
    remedy: {
      en: '`akezora doctor` shows what is missing; `--device cpu` always works.',
      ja: '足りないものは `akezora doctor` で分かります。`--device cpu` は必ず動きます。',
    },
  },
  runtime_failed: {
    exitCode: 3,
    message: { en: 'The computation of {stage} failed: {reason}', ja: '「{stage}」の計算に失敗しました: {reason}' },
    remedy: { en: '`akezora doctor` checks this machine.', ja: '`akezora doctor` でこのマシンを点検できます。' },
  },
  weights_missing: {
    exitCode: 4,
    message: { en: 'The weights of {model} are missing: {path}', ja: '{model} の重みがありません: {path}' },
    remedy: {
      en: 'Download them with `akezora models pull {model}`. Weights that come with Akezora are restored by reinstalling it.',
      ja: '`akezora models pull {model}` でダウンロードしてください。同梱の重みは、Akezora を再インストールすると元に戻ります。',
    },
    without: {
      detail: 'model',
      message: { en: 'A file of the model is missing: {path}', ja: 'モデルのファイルがありません: {path}' },
      remedy: {
        en: 'Put all of its files there, named as its makers publish them, or take the model by name: `akezora models pull NAME`.',
        ja: '公開されているとおりの名前で、すべてのファイルを置いてください。`akezora models pull モデル名` でダウンロードすることもできます。',
      },
    },
  },
  weights_corrupt: {
    exitCode: 4,
    message: { en: '{path} is damaged: {reason}', ja: '{path} が壊れています: {reason}' },
    remedy: {
      en: 'Download the file again. If it comes with Akezora, reinstall Akezora (`akezora models verify` lists every damaged file).',
      ja: 'ファイルをダウンロードし直してください。同梱のファイルは、Akezora を再インストールすると元に戻ります（壊れたファイルは `akezora models verify` で分かります）。',
    },
  },
  weights_mismatch: {
    exitCode: 4,
    message: {
      en: '{path} does not match the model at tensor {tensor}: {reason}',
      ja: '{path} のテンソル {tensor} がモデルと合いません: {reason}',
    },
    remedy: {
      en: 'Use files of the same published model together.',
      ja: '同じ公開モデルのファイルをそろえて使ってください。',
    },
  },
  weights_unsafe: {
    exitCode: 4,
    message: {
      en: '{path} is refused: beside tensors it asks for {asked} (instruction {opcode} of its pickle). Nothing of it was run.',
      ja: '{path} は使いません: テンソル以外に {asked} を求めています（pickle の命令 {opcode}）。何も実行していません。',
    },
    remedy: {
      en: 'Take the weights as safetensors, or from their makers. If they are yours, save only their tensors: `torch.save(model.state_dict(), FILE)`.',
      ja: 'safetensors の重みか、制作元が公開している重みを使ってください。ご自分の重みなら、テンソルだけを `torch.save(model.state_dict(), ファイル)` で保存し直してください。',
    },
  },
  weights_unsupported: {
    exitCode: 4,
    message: { en: '{path} cannot be used: {reason}', ja: '{path} は使えません: {reason}' },
    remedy: { en: '{advice}', ja: '{advice}' },
  },
  download_failed: {
    exitCode: 4,
    message: { en: '{path} could not be downloaded: {reason}', ja: '{path} をダウンロードできませんでした: {reason}' },
    remedy: { en: '{advice}', ja: '{advice}' },
  },
  input_missing: {
    exitCode: 2,
    message: { en: '{field}: file not found: {path}', ja: '{field}: ファイルが見つかりません: {path}' },
    remedy: { en: 'Check the name and the folder.', ja: '名前とフォルダーを確かめてください。' },
  },
  input_unreadable: {
    exitCode: 2,
    message: { en: '{field}: {path} cannot be read: {reason}', ja: '{field}: {path} を読めません: {reason}' },
    remedy: { en: '{way}', ja: '{way}' },
    without: {
      detail: 'way',
      message: { en: '{field}: {path} cannot be read: {reason}', ja: '{field}: {path} を読めません: {reason}' },
      remedy: {
        en: 'Save it as PNG, JPEG, WebP or GIF, or as an MP4 in H.264: ffmpeg -i FILE -c:v libx264 -pix_fmt yuv420p -c:a aac NEW.mp4',
        ja: 'PNG・JPEG・WebP・GIF か、H.264 の MP4 に変換してください: ffmpeg -i ファイル -c:v libx264 -pix_fmt yuv420p -c:a aac 新しいファイル.mp4',
      },
    },
  },
  input_too_large: {
    exitCode: 2,
    message: {
      en: '{field}: {path} is {size}; the limit is {limit}.',
      ja: '{field}: {path} は {size} あります（上限 {limit}）。',
    },
    remedy: {
      en: 'Make the file smaller or the clip shorter first.',
      ja: '先にファイルを小さくするか、長さを短くしてください。',
    },
  },
  cancelled: {
    exitCode: 130,
    message: { en: 'Cancelled.', ja: '中止しました。' },
    remedy: { en: 'Run it again to start over.', ja: 'もう一度実行すると最初から始まります。' },
  },
  internal: {
    exitCode: 1,
    message: { en: 'An unexpected error occurred: {reason}', ja: '予期しないエラーが発生しました: {reason}' },
    remedy: {
      en: 'Please report it with the command and `akezora doctor --json`.',
      ja: 'コマンドと `akezora doctor --json` の結果を添えて報告してください。',
    },
    without: {
      detail: 'reason',
      message: { en: 'An unexpected error occurred.', ja: '予期しないエラーが発生しました。' },
      remedy: {
        en: 'The log of the server has the reason, under the id of this request or job.',
        ja: '原因はサーバーのログに、このリクエストまたはジョブの ID とともに記録されています。',
      },
    },
  },
} as const satisfies Record<string, ErrorTemplate>;

/** Code of an error; stable across versions. */
export type ErrorCode = keyof typeof errorMessages;
