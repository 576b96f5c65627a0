/**
 * Japanese texts use the words of docs/terms.md and its rules of writing. The rejected words are read from that table; the
 * rules below are those that a program can judge. Texts are the Japanese strings of the packages and the Japanese guides.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conclude, root, sourcesIn } from './sources.ts';

/** Compounds in which a rejected word is right, with the reason. */
const allowed: Readonly<Record<string, string>> = {
  ごみ箱: 'the bin',
  コマンド: 'command',
  コマ撮り: 'stop motion, the craft',
  サムネイル: 'thumbnail',
  依頼してください: 'asking a person, not a program',
};

/** A line of Japanese text and where it is. */
interface Line {
  readonly at: string;
  readonly text: string;
  /** Whether it is a string of the interface, which a label can be. */
  readonly label: boolean;
}

const japanese = /[\u3041-\u30ff\u4e00-\u9fff]/;
const kana = '[\\u3041-\\u30ff\\u4e00-\\u9fff]';
const counters =
  '秒|件|本|枚|匹|羽|頭|台|個|倍|行|文字|フレーム|トークン|バイト|つ|ファイル|層|日|億|万|回|分|時間|コア|スレッド|ステップ|クロップ|種類|年|月|ポイント';

/** Rules of writing, each with what breaks it. */
const rules: readonly { readonly name: string; readonly broken: RegExp; readonly labels?: true }[] = [
  { name: 'half-width comma in Japanese', broken: new RegExp(`${kana}[）」]?, ?(?=[（「]?${kana})`) },
  { name: 'half-width brackets around Japanese', broken: new RegExp(`\\([^()]*${kana}[^()]*\\)`) },
  { name: 'Latin quotes in Japanese', broken: /[“”]/ },
  { name: 'space before a counter', broken: new RegExp(`[\\d}] (?:${counters})`) },
  { name: 'space before %', broken: /[\d}] %/ },
  { name: 'en dash in a range', broken: /\d–\d/ },
  {
    name: 'long vowel without ー',
    broken:
      /(?:フォルダ|サーバ|ブラウザ|プロセッサ|プレーヤ|ギャラリ|コンテナ|スケジューラ|エンコーダ|デコーダ|パラメータ|ユーザ|ヘッダ|ワーカ|スライダ|カウンタ|サンプラ)(?!ー)/,
  },
  { name: 'long vowel with a needless ー', broken: /ライブラリー|メモリー/ },
  {
    name: 'identifier of a state',
    broken: /(?<![\w`"'.{-])(?:queued|running|completed|failed|cancelled|expired)(?![\w`"'-])/,
  },
  { name: 'label that ends in a particle', broken: /(?:[にでをが]|(?<!次)へ|(?<!も)の)$/, labels: true },
];

/** Rejected words by the table of terms. */
function rejectedWords(): string[] {
  const table = readFileSync(join(root, 'docs/terms.md'), 'utf8').matchAll(/^\| [^|]+\| [^|]+\| ([^|]*)\|/gm);
  return [...table].flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word));
}

/** Japanese strings of the packages. Comments and the words that the reader of prompts handles are no texts. */
function strings(): Line[] {
  const files = ['contract', 'engine', 'server', 'cli', 'studio'].flatMap((name) => sourcesIn(`packages/${name}/src`));
  return files
    .filter(({ path }) => !/models\/akezora\/prompt\/|server\/src\/safety\/text\//.test(path))
    .flatMap(({ path, text }) => {
      const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, (comment) => comment.replace(/[^\n]/g, ' '));
      return [...code.matchAll(/'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g)].flatMap((match) => {
        const first = code.slice(0, match.index).split('\n').length;
        return (match[1] ?? match[2] ?? '').split('\n').flatMap((line, index): Line[] => {
          if (!japanese.test(line)) return [];
          return [{ at: `${path}:${first + index}`, text: line, label: /studio\/src\/i18n\//.test(path) }];
        });
      });
    });
}

const guideFiles = globSync(
  [
    'docs/ja/*.md',
    'README.ja.md',
    'CHANGELOG.ja.md',
    'scripts/release/README.ja.md',
    'models/*/MODEL_CARD.ja.md',
    'docs/images/*-ja.svg',
  ],
  {
    cwd: root,
  },
).sort();

/** Lines of the Japanese guides without code and the targets of links. */
function guides(): Line[] {
  return guideFiles.flatMap((path) =>
    proseOf(path).flatMap(({ number, text }): Line[] =>
      japanese.test(text) ? [{ at: `${path}:${number}`, text, label: false }] : [],
    ),
  );
}

function proseOf(path: string): { number: number; text: string }[] {
  let fenced = false;
  return readFileSync(join(root, path), 'utf8')
    .split('\n')
    .map((line, index) => {
      if (line.startsWith('```')) fenced = !fenced;
      const code = fenced || line.startsWith('```') || (line.startsWith('    ') && path.endsWith('.md'));
      return { number: index + 1, text: code ? '' : line.replace(/\]\([^)]*\)/g, ']').replace(/`[^`]*`/g, '`') };
    });
}

/** Line breaks inside a Japanese paragraph, which readers see as a space. */
function brokenParagraphs(): string[] {
  const prose = (line: string) => japanese.test(line) && !/^(?:#|\||[-*] |\d+\. |!?\[|\*|<)/.test(line);
  return guideFiles
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) =>
      proseOf(path).flatMap(({ number, text }, index, all) =>
        prose(text) && all[index - 1] !== undefined && prose(all[index - 1]!.text)
          ? [`${path}:${number}: line break inside a paragraph`]
          : [],
      ),
    );
}

const rejected = rejectedWords();
const lines = [...strings(), ...guides()];
const faults = lines.flatMap(({ at, text, label }) => {
  const judged = Object.keys(allowed).reduce((rest, word) => rest.replaceAll(word, ''), text);
  return [
    ...rejected.filter((word) => judged.includes(word)).map((word) => `${at}: “${word}” is rejected by docs/terms.md`),
    ...rules
      .filter(({ broken, labels }) => (labels === undefined || label) && broken.test(text))
      .map(({ name }) => `${at}: ${name}: ${text.trim().slice(0, 80)}`),
  ];
});
if (rejected.length < 40) faults.push('docs/terms.md: the table of rejected words is not read');
conclude('terms', lines.length, [...faults, ...brokenParagraphs()]);
