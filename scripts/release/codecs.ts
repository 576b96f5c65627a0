/**
 * What @napi-rs/webcodecs contains. Whoever hands out its binaries (the archives with Node inside, an image) hands out software under the
 * GPL, and must say which sources belong to it; the npm package only depends on it.
 */

interface Library {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly source: string;
}

/** The version whose parts are listed below. Look again at each new one: a test compares them with the binary. */
export const codecsVersion = '1.3.1';

const git = (address: string, tag: string) => `git clone --branch ${tag} ${address}`;

/**
 * Read in `tools/build-ffmpeg/src/main.rs` and `.github/workflows/ffmpeg-build.yml` of https://github.com/Brooooooklyn/webcodecs-node at
 * the tag v1.3.1, and, where they tell, from the binary for Linux x64.
 */
export const codecLibraries: readonly Library[] = [
  {
    name: 'FFmpeg',
    version: 'n8.0.1',
    licence: 'GPL-3.0-or-later (built with --enable-gpl --enable-version3)',
    source: git('https://github.com/FFmpeg/FFmpeg.git', 'n8.0.1'),
  },
  {
    name: 'x264',
    version: 'core 165',
    licence: 'GPL-2.0-or-later',
    // The build clones the tip of `master` and records no commit; the number is in every H.264 clip.
    source:
      'git clone https://code.videolan.org/videolan/x264.git (the last commit with X264_BUILD 165 before 25 January 2026)',
  },
  {
    name: 'x265',
    version: '4.1',
    licence: 'GPL-2.0-or-later',
    source: git('https://bitbucket.org/multicoreware/x265_git.git', 'Release_4.1'),
  },
  {
    name: 'LAME',
    version: '3.100',
    licence: 'LGPL-2.0-or-later',
    source: 'https://sourceforge.net/projects/lame/files/lame/3.100/lame-3.100.tar.gz',
  },
  {
    name: 'libvpx',
    version: 'v1.15.2',
    licence: 'BSD-3-Clause',
    source: git('https://chromium.googlesource.com/webm/libvpx', 'v1.15.2'),
  },
  {
    name: 'libaom (rav1e on Windows x64)',
    version: 'v3.13.1',
    licence: 'BSD-2-Clause',
    source: git('https://aomedia.googlesource.com/aom', 'v3.13.1'),
  },
  {
    name: 'Opus',
    version: 'v1.5.2',
    licence: 'BSD-3-Clause',
    source: git('https://github.com/xiph/opus.git', 'v1.5.2'),
  },
  {
    name: 'libogg',
    version: 'v1.3.5',
    licence: 'BSD-3-Clause',
    source: git('https://github.com/xiph/ogg.git', 'v1.3.5'),
  },
  {
    name: 'libvorbis',
    version: 'v1.3.7',
    licence: 'BSD-3-Clause',
    source: git('https://github.com/xiph/vorbis.git', 'v1.3.7'),
  },
  {
    name: 'libwebp',
    version: 'v1.6.0',
    licence: 'BSD-3-Clause',
    source: git('https://chromium.googlesource.com/webm/libwebp', 'v1.6.0'),
  },
  {
    name: 'libjxl, with highway 1.3.0, brotli v1.1.0 and Little CMS 2.16',
    version: 'v0.11.1',
    licence: 'BSD-3-Clause, Apache-2.0, MIT, MIT',
    source: git('https://github.com/libjxl/libjxl.git', 'v0.11.1'),
  },
  {
    name: 'zlib',
    version: 'v1.3.1',
    licence: 'Zlib',
    source: git('https://github.com/madler/zlib.git', 'v1.3.1'),
  },
];

const build = 'https://github.com/Brooooooklyn/webcodecs-node';

/** Text of `licences/CODECS.txt`: versions, sources and offer, in both languages. */
export function codecsNotice(): string {
  const rows = codecLibraries.flatMap(({ name, version, licence, source }) => [
    `${name} ${version}`,
    `  Licence: ${licence}`,
    `  Source:  ${source}`,
  ]);
  return `@napi-rs/webcodecs ${codecsVersion}, which this archive or image contains, is one library made of its own code (MIT) and of those below. With FFmpeg
built as it is, the whole of that library is under the GNU General Public License, version 3 or later (GPL-3.0.txt; x264 and x265
under version 2 or later, GPL-2.0.txt). Akezora itself is under the Apache License 2.0 and uses the library through its API.

Complete corresponding source: the libraries below, and the scripts that build them,
  git clone --branch v${codecsVersion} ${build}.git
  (tools/build-ffmpeg, .github/workflows/ffmpeg-build.yml, build.rs; on Windows the libraries besides x265 come by vcpkg, commit
  74e6536215718009aae747d86d84b78376bf9e09). x264 is cloned without a tag there; the number is the one that the library states.

${rows.join('\n')}

Written offer, valid for at least three years from the day when you received this archive or image, and for as long as spare parts or support
are offered: the Akezora authors give anyone who asks the complete corresponding source of these libraries, for no more than the cost of
handing it over. Ask by an issue of the repository that you got Akezora from. Who hands this archive or image on, changed or not, has the
same duties: keep this folder with it.

libvips and what it needs, in the packages @img/sharp-*, are under the LGPL, version 3 or later (LGPL-3.0.txt) and other licences that the
README.md of those packages lists; they are separate files, which you may replace. Sources: https://github.com/lovell/sharp-libvips

---

このアーカイブまたはイメージに含まれる @napi-rs/webcodecs ${codecsVersion} は、独自のコード（MIT）と上記のライブラリからなる1つのライブラリです。FFmpeg のビルド方法により、
全体に GNU General Public License バージョン3以降（GPL-3.0.txt）が適用されます。x264 と x265 はバージョン2以降（GPL-2.0.txt）です。Akezora 自体は
Apache License 2.0 で、API を通してこのライブラリを使います。

書面による申し出: 受け取った日から少なくとも3年間、求めがあれば誰にでも、これらのライブラリの対応する完全なソースコードを、引き渡しの実費以下でお渡しします。入手元の
リポジトリの issue でご連絡ください。このアーカイブまたはイメージを、変更の有無にかかわらず再配布する人も、同じ義務を負います。このフォルダーを付けて配布してください。

@img/sharp-* に含まれる libvips などは LGPL バージョン3以降（LGPL-3.0.txt）と、各パッケージの README.md にあるライセンスです。別のファイルなので、差し替えられます。
`;
}
