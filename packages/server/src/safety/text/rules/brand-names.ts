import { list, type Words } from '../pattern.ts';

/** Protected characters and their worlds. */
export const characters: Words = {
  en: list(String.raw`
      mickey(?: mouse)?; minnie mouse; donald duck; goofy and pluto; winnie the pooh; elsa (?:from|and|of|the)?; elsa;
      olaf the snowman; frozen movie; simba; mufasa; lion king; buzz lightyear; woody (?:and|from) (?:buzz|toy); toy story;
      lightning mcqueen; nemo and dory; finding nemo; wall ?-?e; baymax; moana; rapunzel; cinderella s? castle;
      stitch (?:and|from|the); lilo; disney(?:land|world)?(?: princess\w*)?; pixar; minions?; gru; shrek; kung fu panda; spider ?-?man;
      iron ?-?man; captain america; thor (?:with|and|from|swing\w*|throw\w*|marvel); hulk; black panther (?:movie|marvel|of wakanda);
      thanos; avengers; marvel; deadpool; wolverine (?:from|with claws|marvel|x); x ?-?men; groot; rocket raccoon; batman; superman;
      wonder woman; joker (?:from|and batman|with harley); harley quinn; aquaman; justice league; catwoman; gotham(?: city)?;
      darth vader; yoda; baby yoda; grogu; mandalorian; luke skywalker; princess leia; chewbacca; r2 ?-?d2; c ?-?3po; stormtroopers?;
      lightsabers?; star wars; millennium falcon; star trek; enterprise starship; harry potter; hermione(?: granger)?; hogwarts;
      dumbledore; voldemort; gandalf; frodo; gollum; hobbits?; lord of the rings; game of thrones; daenerys; james bond; 007;
      indiana jones; jurassic park; jurassic world; godzilla; king kong; transformers?(?: (?:robot|movie|optimus)); optimus prime;
      bumblebee (?:transformer|autobot); terminator; t ?-?800; robocop; rambo; john wick; the matrix neo; neo from the matrix; barbie;
      ken doll; hello kitty; my melody; cinnamoroll; kuromi; pokemon; pikachu; charizard; eevee; snorlax; bulbasaur; squirtle; mewtwo;
      super mario; mario (?:and|from|kart|jump\w*|brothers|party); mario; luigi; princess peach; bowser; yoshi; donkey kong; zelda;
      link from zelda; kirby; animal crossing; splatoon; sonic (?:the hedgehog|running|and tails|hedgehog); pac ?-?man; mega ?man;
      lara croft; master chief; kratos; minecraft; creepers?(?: from minecraft); fortnite; among us(?: crewmate\w*)?; roblox;
      angry birds; tetris game; spongebob(?: squarepants)?; patrick star; simpsons?; homer simpson; bart simpson; family guy;
      peter griffin; rick and morty; south park; scooby ?-?doo; tom and jerry; bugs bunny; daffy duck; looney tunes; tweety; garfield;
      snoopy; charlie brown; peanuts gang; peppa pig; paw patrol; bluey; cocomelon; sesame street; elmo; cookie monster; big bird;
      muppets?; kermit; miss piggy; teletubbies; thomas the tank engine; paddington bear; paddington; peter rabbit; moomin; tintin;
      asterix; smurfs?; popeye; betty boop; felix the cat; naruto; sasuke; goku; vegeta; dragon ?ball; super saiyan; luffy;
      one piece (?:crew|luffy|pirates|anime); sailor moon; totoro; ghibli; spirited away; no ?-?face; kiki s? delivery;
      howl s? moving castle; princess mononoke; doraemon; nobita; evangelion; eva unit; gundam; attack on titan; demon slayer; tanjiro;
      nezuko; jujutsu kaisen; gojo satoru; my hero academia; death note; detective conan; astro boy; ultraman; kamen rider;
      power rangers?; hatsune miku; anpanman; chiikawa; labubu; mr bean; squid game; stranger things; demogorgon; wednesday addams;
      chucky doll; freddy krueger; jason voorhees; ghostbusters; back to the future; delorean; et phone home; avatar na ?vi; na ?vi;
      pandora avatar; monster high; care bears?; my little pony; bratz; lego(?:s|land)?; playmobil; sanrio; nintendo; sega
    `),
  ja: list(`
      ミッキー(?:マウス)?; ミニーマウス; ドナルドダック; くまのプーさん; プーさん; アナと雪の女王; アナ雪; エルサ; オラフ; ライオン・?キング; トイ・?ストーリー; バズ・?ライトイヤー; ベイマックス; スティッチ; ディズニー;
      ピクサー; ミニオン; シュレック; スパイダーマン; アイアンマン; キャプテン・?アメリカ; アベンジャーズ; マーベル; デッドプール; バットマン; スーパーマン; ワンダーウーマン; ハーレイ・?クイン; ダース・?ベイダー; ヨーダ;
      スター・?ウォーズ; ライトセーバー; ハリー・?ポッター; ホグワーツ; ロード・オブ・ザ・リング; ジェームズ・?ボンド; インディ・?ジョーンズ; ジュラシック・?(?:パーク|ワールド); ゴジラ; ガメラ; モスラ; キングコング;
      トランスフォーマー; ターミネーター; バービー; ハローキティ; キティちゃん; マイメロ; シナモロール; クロミ; サンリオ; ポケモン; ポケットモンスター; ピカチュウ; イーブイ; リザードン; カビゴン; スーパーマリオ;
      マリオ(?!ネット|ン); ルイージ; ピーチ姫; クッパ; ヨッシー; ドンキーコング; ゼルダ; カービィ; どうぶつの森; スプラトゥーン; ソニック(?:・ザ|が|と); パックマン; マインクラフト; マイクラ; フォートナイト;
      スポンジ・?ボブ; シンプソンズ; トムとジェリー; バッグス・?バニー; スヌーピー; ガーフィールド; ペッパピッグ; セサミストリート; エルモ; ムーミン; スマーフ; ナルト(?:の|が|と|疾風); サスケ;
      孫悟空(?:が|の)?(?:かめはめ|スーパー); ドラゴン・?ボール; 悟空; ベジータ; スーパーサイヤ人; かめはめ波; ルフィ; ワンピース(?:の(?:ルフィ|海賊|キャラ|ゾロ)|キャラ); 麦わらの一味; セーラー・?ムーン; トトロ;
      ジブリ; 千と千尋; カオナシ; 魔女の宅急便; ハウルの動く城; もののけ姫; ラピュタ; ナウシカ; ポニョ; ドラえもん; のび太; ジャイアン; サザエさん; ちびまる子; クレヨンしんちゃん; しんちゃん; アンパンマン; バイキンマン;
      ちいかわ; すみっコぐらし; リラックマ; ぐでたま; エヴァンゲリオン; エヴァ(?:初号機|零号機); 初号機; ガンダム; ザク; 進撃の巨人; 鬼滅の刃; 炭治郎; 禰豆子|ねずこ; 呪術廻戦; 五条悟; 僕のヒーローアカデミア; ヒロアカ;
      デスノート; 名探偵コナン; 江戸川コナン; ルパン三世; 鉄腕アトム; ウルトラマン; 仮面ライダー; スーパー戦隊; プリキュア; 初音ミク; ハイキュー; スラムダンク; 銀魂; ワンパンマン; スパイ・?ファミリー; アーニャ; ゲゲゲの鬼太郎;
      鬼太郎; ひつじのショーン; ミッフィー; パディントン; ピーターラビット; くまモン; ふなっしー; ひこにゃん; せんとくん; ラブブ; レゴ(?:ブロック|ランド|で|の); 任天堂; シルバニア; リカちゃん; たまごっち; モンスターハンター;
      ファイナル・?ファンタジー; ドラクエ; ドラゴン・?クエスト; スライムナイト; 貞子; ピカチ.ウ; ドラえ.ん
    `),
};

/** Brands whose name means nothing else. */
export const brands: Words = {
  en: list(String.raw`
      coca ?-?cola; coke (?:can|bottle|logo|ad|advert|commercial)s?; pepsi; mc ?donald ?s?; big mac; happy meal; ronald mcdonald;
      golden arches; burger king; kfc; colonel sanders; starbucks; dunkin(?: donuts)?; pizza hut; domino s pizza;
      subway sandwich(?:es)?; nike; swoosh; air jordans?; adidas; three stripes (?:logo|shoes|tracksuit); reebok; new balance sneakers;
      converse (?:all star|sneakers|logo); louis vuitton; lv monogram; gucci; prada; chanel; hermes (?:birkin|bag|scarf); birkin bags?;
      rolex(?:es)?; cartier; omega watch(?:es)?; tiffany (?:and co|blue box); burberry; versace; dior; balenciaga;
      supreme (?:logo|box logo|hoodie); ray ?-?bans?; levi s; zara; h&m; uniqlo; ikea; iphones?; ipads?; macbooks?; airpods?;
      apple (?:logo|store|watch|vision|inc|event|keynote|commercial|ad|product|products); samsung; galaxy s\d+; google; gmail; youtube;
      facebook; instagram; tiktok; whatsapp; snapchat; twitter; linkedin; netflix; hulu; spotify;
      amazon (?:logo|prime|package|packages|box|boxes|delivery|driver|warehouse|smile|alexa|echo|store|van|ad); microsoft;
      windows (?:11|10|xp) (?:logo|startup); xbox; playstation; ps5;
      tesla (?:model|logo|car|cars|cybertruck|ad|commercial|robot|factory|showroom|roadster); cybertruck; ferrari; lamborghini;
      porsche; bmw; mercedes(?: benz)?; audi; volkswagen; toyota; honda; nissan; ford (?:mustang|logo|f ?150|truck); chevrolet;
      harley ?-?davidson; rolls ?-?royce; bentley (?:car|logo); visa (?:logo|card ad|card); mastercard; american express; paypal;
      fedex; ups (?:truck|logo|driver|man); dhl; walmart; costco; 7 ?-?eleven; disney\+; hbo; cnn; bbc(?: news)?; fox news; nasa logo;
      fifa; olympic rings; nba; nfl; red bull (?:can|cans|logo|ad|advert|racing|commercial|energy|gives); monster energy; heineken;
      budweiser; guinness; jack daniel s; absolut vodka; moet; nutella; oreos?; kit ?-?kat; pringles; doritos; lay s chips; cheetos;
      m&ms?; skittles; toblerone; heinz; nestle; kellogg s; gatorade; evian; perrier; pfizer; tylenol; loreal; maybelline; nivea;
      gillette; lego; barbie logo; crocs (?:logo|brand); birkenstocks?; dyson; gopro; polaroid (?:logo|brand);
      shell (?:logo|gas station|petrol|station); bp logo; puma (?:logo|sneakers?|shoes?|tracksuit|brand|ad);
      jaguar (?:car|cars|logo|f ?type|dealership); target (?:logo|store); dove (?:soap|logo|ad); gap (?:logo|hoodie);
      virgin (?:logo|galactic|atlantic); windows logo; nintendo switch; x logo; openai logo; chatgpt
    `),
  ja: list(`
      コカ・?コーラ; ペプシ; マクドナルド; マック(?:の(?:ロゴ|看板|ポテト|cm)|のcm); ハッピーセット; バーガーキング; ケンタッキー; カーネル(?:おじさん|・?サンダース); スターバックス; スタバ; ナイキ; アディダス;
      ルイ・?ヴィトン; ヴィトン; ビトン; グッチ; プラダ; シャネル; エルメス; バーキン; ロレックス; カルティエ; ティファニー; ディオール; バーバリー; シュプリーム; ユニクロ; 無印良品; ニトリ; イケア; iphone; アイフォン;
      ipad; macbook; アップル(?:のロゴ|ストア|ウォッチ|の新製品|社|の(?:cm|発表会)); サムスン; グーグル; google; youtube; ユーチューブ(?:の(?:ロゴ|公式)); フェイスブック; インスタグラム;
      tiktok; lineのロゴ; ツイッター; ネットフリックス; スポティファイ; アマゾン(?:の(?:ロゴ|箱|段ボール|配達|cm|倉庫)|プライム); マイクロソフト; プレイステーション; プレステ; xbox;
      テスラ(?:の|車|モデル|ロゴ); フェラーリ; ランボルギーニ; ポルシェ; bmw; ベンツ; メルセデス; アウディ; フォルクスワーゲン; トヨタ; ホンダ(?:の|車|技研); 日産(?:の|車); レクサス; マツダ; スバル(?:の車|車);
      ハーレー・?ダビッドソン; ビザカード; マスターカード; ヤマト運輸; 佐川急便; クロネコ; セブン・?イレブン; ローソン; ファミリーマート; ファミマ; イオン(?:モール|のロゴ); ドン・?キホーテ;
      楽天(?:のロゴ|市場|カード|モバイル); ソフトバンク; ドコモ; nhk; オリンピック(?:の)?(?:五輪)?マーク; 五輪マーク; レッドブル(?:の|缶); モンスターエナジー; アサヒスーパードライ; キリンビール; サントリー;
      ポカリスエット; カップヌードル(?:の|公式|cm); 日清; ポッキー; キットカット; オレオ; ヤクルト; カルピス; グリコ; 不二家; ペコちゃん; 明治(?:の(?:チョコ|ミルク)|ブルガリア); 資生堂; 花王; ニベア;
      ソニー(?:の|製); パナソニック; キヤノン(?:の|製); 任天堂; スイッチ(?:の)?ロゴ; レイバン; コンバース; プーマ(?:の(?:ロゴ|靴|スニーカー)|のシューズ); ポケモンセンター; コストコ; ダイソン
    `),
};
