/** Words of grammar: relations, negations, joints of sentences, and words that name nothing. English, then Japanese. */
import type { Brief } from '@akezora/contract';

type Relation = NonNullable<Brief['subjects'][number]['relation']>['kind'];

/** English prepositions; the noun after them is the relation's target. */
export const prepositions: readonly (readonly [kind: Relation, words: string])[] = [
  ['left-of', 'on the left of, to the left of, left of, at the left of, on the left side of'],
  ['right-of', 'on the right of, to the right of, right of, at the right of, on the right side of'],
  [
    'next-to',
    'next to, beside, besides, by, near, alongside, close to, at the side of, by the side of, side by side with, adjacent to, nearby, against, at',
  ],
  ['behind', 'behind, in back of, at the back of, after'],
  ['in-front-of', 'in front of, before, ahead of, outside, opposite'],
  [
    'on',
    'on, on the roof of, on the rooftop of, on top of, upon, atop, onto, on the top of, on the back of, across, along, through, over the top of',
  ],
  ['under', 'under, beneath, below, underneath, at the bottom of, on the bottom of'],
  ['above', 'above, over, high above, on high above'],
  ['in', 'in, inside, into, within, out of, in the middle of, among, amid, amidst, amongst, between, throughout'],
  ['with', 'with, together with, along with, accompanied by, and its, holding, carrying, wearing, featuring'],
  ['towards', 'towards, toward, up to'],
  ['away-from', 'away from, off, from'],
  ['around', 'around, round, all around'],
];

/** Japanese words after a noun and の (or に) that make it a relation's target: 木の下, 家の前. */
export const postpositions: readonly (readonly [kind: Relation, words: string])[] = [
  ['left-of', 'の左, の左側, の左に'],
  ['right-of', 'の右, の右側, の右に'],
  ['next-to', 'の隣, のとなり, の横, のそば, の近く, の傍, のわき, の脇, の傍ら, に並んで, のそばで'],
  ['behind', 'の後ろ, のうしろ, の裏, の陰, の影, の向こう, の背後'],
  ['in-front-of', 'の前, のまえ, の手前'],
  ['on', 'の上, のうえ, の屋根の上, の屋根で, の背中, の背中の上'],
  ['under', 'の下, の下で, のした, のもと, の足元'],
  ['above', 'の真上, の上空, の頭上'],
  ['in', 'の中, のなか, の内側, の間'],
  ['around', 'の周り, のまわり, の周囲, の回り'],
  ['towards', 'に向かって, の方へ, に向かい, の方に, を目指して, のもとへ'],
  ['away-from', 'から離れて, から逃げて, から逃げる, から遠ざかって'],
  [
    'with',
    'と一緒に, といっしょに, とともに, と共に, を連れて, を連れた, を持って, を持った, を持つ, をかぶった, を着た, をさして, をさした, をさす, をさしている, を持っている, をかぶって, を着て, を抱いて, を抱いた, を抱えて, を背負って, をくわえて, をくわえた, をつけた, を身につけた, をかけた',
  ],
];

/** Words before what must not be seen. */
export const negationsBefore =
  "no, not, without, without any, without a, no more, never, not a, isn't, aren't, doesn't, don't, don’t, isn’t, doesn’t, didn't, won't, free of, lacking, devoid of, wasn't, weren't, nobody, nor, neither, not any, with no, cannot, can't, instead of, rather than, except";

/** Japanese words after what must not be seen. */
export const negationsAfter =
  'はいない, がいない, のいない, はない, がない, のない, はなく, がなく, はいません, はありません, なしで, なしの, 無しで, 無しの, ではなく, じゃなく, ではない, じゃない, じゃなくて, ではなくて, を除いて, 抜きで, 抜きの, がなくて, はなくて, なし, 無し, もいない, もない, もなく, ではありません, もなしで, 以外の, でなく, はいらない, はいなく, のいない, はなくて, はいなくて, はいません';

/** English pronouns that take up a subject. */
export const pronouns =
  'it, its, itself, he, him, his, himself, she, her, hers, herself, they, them, their, theirs, themselves, who, that, which';

/** Words that begin a clause with a subject of its own. */
export const clauseWords =
  'while, as, when, whilst, meanwhile, where, whereas, but, because, until, once, since, if, so';

/** Words that begin what happens next. */
export const sequenceWords =
  'then, after that, afterwards, next, suddenly, finally, eventually, later, and then, at last, soon after, in the end; 次に, そして, それから, その後, やがて, 最後に, すると, 突然, しばらくして, ついに, まもなく, そのあと, その後で, いきなり, 続いて';

/** Words that stand between English nouns and verbs and name nothing. */
export const functionWords = `past, at the camera, to the camera, into the camera, a, an, the, and, &, surrounded by, this, these, those, some, any, each, other, another, every, all, one another, each other, of, to, for, at, from, off, up, down, out, away, back, about, as if, like, than,
 is, are, was, were, be, been, being, am, has, have, had, having, do, does, did, can, could, will, would, shall, should, may, might, must, let, lets, get, gets, getting, got,
 there, here, just, only, also, too, very, really, quite, still, already, even, almost, again, ever, yet, more, most, much, less, least, so, such, same, own, both, or, if, while,
 seen, see, sees, seeing, show, shows, showing, shown, make, makes, making, made, made of, begin, begins, starts, start, starting, started, beginning, try, trying, tries, seem, seems, appear, appears, appearing, keep, keeps, continues, continue,
 scene, video, clip, footage, image, picture, shot, view, camera, frame, background, side, front, middle, center, centre, edge, top, bottom, way, place, time, times, moment, world, style, look and feel, in style, kind,
 in the background, in the in the distance, together, forward, the distance, ahead, in the in the in the middle, in the center, side by side, in a line, in a row, in line, in style, at once, at the same time, here and there, around them, down the street, up the street, down the road, up the road, down a street, along the way, across the screen, on screen, in frame,
 down, up, along, on, in, over, through, across, aside, right, left, well, it's, there's, that's, i, you, we, me, my, your, our, us, what, how, why, whose, whom, being,
 is seen, can be seen, are seen, as though, set, set in, set against, taking place, depicting, depicts, featuring, features, filled with, full of, surrounded, filled, landscape, reveal, reveals, revealing, create, creates, creating, give, gives, giving,
 once upon a time, upon, per, via, during, towards, toward, whole, entire, part, bit, thing, things, something, nothing, everything, anything, somewhere, slowly, slow, 
 generate, please, want, need, would like, short mid, sight, around, round, past, near, nearby, s, t, both of, all of, each of`;

/** Words of manner, praise and mood: no picture shows them beyond doubt, so they are named, but they break no phrase. */
export const praiseWords = `foreground, in the foreground, gently, quickly, quick, fast, softly, rapidly, happily, steadily, carefully, smoothly, briskly, leisurely, wildly, lazily, calmly, warm, glow, glowing, lighting, cinematic, covered, scenery, apart, high, low, far, lively, quietly, proudly, excitedly, curiously, peacefully, cautiously, beautiful, gorgeous, lovely, pretty, nice, wonderful, amazing, stunning, breathtaking, cute, adorable, charming, sweet, good, great, best, perfect, magnificent, majestic, epic, gorgeously rendered, rendered, detailed, highly detailed, ultra detailed, intricate,
  high quality, high-quality, quality, masterpiece, vivid, vibrant, colorful, colourful, bright, dramatic, peaceful, serene, tranquil, quiet, calm, silent, soft, gentle, happy, cheerful, playful, playfully, joyful, joyfully, funny, whimsical, magical, dreamy, cozy, cosy, natural, scenic, picturesque, lively, fluffy, furry, fresh, crystal clear, lush, sunny day, elegant, graceful, gracefully, friendly, brave, curious, wild, young, little bit, dense, wide, vast, steep, remote, sandy, rocky, grassy, open;
  昔々, むかしむかし, その後ろを, その後ろ, その前を, 暗い, 明るい, 古い, 新しい, 高い, 低い, 長い, 短い, 深い, 寒い, 暑い, 冷たい, 温かい, あたたかい, 満開の, 満開, 映し出す, 映し出して, 映し出し, 灯りのともる, ともる, 灯る, 美しい, きれいな, 綺麗な, かわいい, 可愛い, かわいらしい, 素敵な, すてきな, 静かな, 静かに, のどかな, 穏やかな, やさしい, 優しい, 楽しい, 楽しく, 楽しそうに, 幸せそうに, 幸せな, うれしそうに, 嬉しそうに, 元気な, 元気に, 元気よく, 鮮やかな, 高品質, 高画質, 最高, 可憐な, 幻想的な, 神秘的な, 柔らかな, やわらかな, 柔らかい, ふわふわの, ふわふわした, もふもふの, 綺麗に, 美しく, 気持ちよさそうに, 雄大な, 壮大な, 広い, 広大な, のんびり, のんびりと, 優雅に, 優雅な, 仲良く, 仲よく, なかよく, 大自然, かっこいい, 緑豊かな, 無邪気に, 愛らしい`;

/** Japanese words that name nothing: particles and what verbs end in are known by grammar; these are nouns and adverbs. */
export const japaneseFunctionWords = `空から, 空からは, カメラに, カメラを, カメラが, カメラは, が, の, を, に, へ, と, で, や, も, は, から, より, まで, だけ, など, ば, か, ね, よ, には, では, とは, へは, からは, への, での, との, にも, でも, とも, な, だ, です, ます, である, でした, だった, でしょう, ください, して, した, する, している, しながら, ながら, いる, いた, います, いました, ある, あった, あります, おり, いて, ていて, そうに, ように, ような, という, といった, こと, もの, ところ, とき, 時, ため, その, この, あの, ある, どこか, ここ, そこ, あそこ, それ, これ, あれ, 昔, ある日, 様子, 姿, シーン, 映像, 動画, 風景, 景色, 背景, 場面, 場所, 写真, カット, ショット, カメラ, 画面, 中, 上, 下, 前, 後ろ, 横, 隣, 間, 辺り, あたり, 周り, まわり, 一面, 奥, 手前, 遠く, 近く, 方, ほう, さん, ちゃん, くん, たち, 達, ら, 同士, みたいな, みたいに, ゆっくり, ゆっくりと, 急いで, 速く, 早く, とても, すごく, もっと, 少し, ちょっと, まるで, ずっと, また, まだ, もう, すぐ, 一緒に, いっしょに, 共に, ともに, 並んで, 一列になって, 一列に, 一斉に, そっと, じっと, すいすい, すやすや, すやすやと, よちよち, よちよちと, とことこ, てくてく, ひらひら, ひらひらと, 勢いよく, 力強く, 作って, 描いて, 見せて, お願いします, 世界, 映す, 包まれた, 覆われた, 囲まれた, 満ちた, ふと, どんどん, だんだん, 次第に, 徐々に, 中で, 中を, 中に, 横に, 光, 明かり, 灯り, 全体, すべて, 全部, お, ご, い, さ, み, て, た, し, 的な, 的, 風, 風の, 調, 感じ, 雰囲気, スタイル, 状態, いっぱい, みんな, みんなで, 互いに, お互いに, そば, 側, 左側, 右側, 真ん中, 中央, 端, とある, 向こう, 気持ち, ながめ, に向かって, 向かって, けど, だが, しかし, ので, のに, つつ, 歩き, なが, っ, ん, ず, こちら, あちら, 向き, さえ, しか, ぞ, ぜ, わ, さあ, ほら, ところで, について, によって, による, として, における, に対して, を背景に, 背景に, を舞台に, をバックに, バック, 一つ, 最後, 途中, 後, 間に, 同時に, 同じ`;
