/** Phrases for how a scene is shot, English words before the semicolon and Japanese ones after it. */
import type { Brief } from '@akezora/contract';

type Table<Key extends 'camera' | 'framing' | 'pace'> = readonly (readonly [
  value: NonNullable<Brief[Key]>,
  words: string,
])[];

/** Moves of the camera. Bare verbs count only where the camera is spoken of. */
export const cameraWords: Table<'camera'> = [
  [
    'static',
    `static camera, static shot, fixed camera, locked camera, locked off shot, still camera, tripod shot, camera static, stationary camera, camera is still, camera does not move, fixed shot,
    camera remains still, camera stays still, camera is fixed, static view; 固定カメラ, カメラ固定, カメラは固定, 定点カメラ, カメラは動かない, フィックス, カメラは止まった, 定点`,
  ],
  [
    'pan-left',
    `pan left, pans left, panning left, pan to the left, pans to the left, camera moves left, camera pans left, leftward pan, panning to the left, pan slowly to the left, pans slowly left,
    pans slowly to the left, camera moves to the left, slow pan left, truck left; 左にパン, 左へパン, 左パン, 左にゆっくりパン, 左へゆっくりパン, カメラが左に, カメラが左へ, カメラは左に, カメラは左へ`,
  ],
  [
    'pan-right',
    `pan right, pans right, panning right, pan to the right, pans to the right, camera moves right, camera pans right, rightward pan, panning to the right, pan, pans, panning, panning shot, slow pan,
    pans slowly right, pans slowly to the right, pan slowly to the right, camera moves to the right, slow pan right, camera pans, pan shot, camera pan, pans across, truck right, pans slowly, lateral tracking shot;
    右にパン, 右へパン, 右パン, パン, パンする, パンして, カメラがパン, 右にゆっくりパン, 右へゆっくりパン, カメラが右に, カメラが右へ, カメラは右に, カメラは右へ`,
  ],
  [
    'zoom-in',
    `zoom in, zooms in, zooming in, zoom, camera zooms in, slow zoom in, push in, pushes in, dolly in, slow push in, camera moves closer, camera gets closer, camera approaches, moves in closer,
    slowly zooms in, dollies in, camera pushes in, slow zoom, camera slowly zooms in, pushing in, crash zoom, closing in, moves closer, zooms, slow dolly in, dolly forward, camera moves forward, camera zooms;
    ズームイン, 寄っていく, カメラが近づく, カメラはゆっくり近づく, カメラがゆっくり近づく, カメラは近づく, カメラが寄る, ズーム, カメラが寄って, カメラは寄る, ゆっくり寄る, ドリーイン, カメラが前進, カメラが迫る`,
  ],
  [
    'zoom-out',
    `zoom out, zooms out, zooming out, pull back, pulls back, pulled back, pulling back, pull out, pulls out, camera pulls back, slow zoom out, dolly out, slowly pulls back, camera pulls away,
    camera moves back, camera zooms out, pulls away, slowly zooms out, camera slowly pulls back, moves backward, camera moves backward, slowly pulled back, camera slowly zooms out, dolly back, zoom back;
    ズームアウト, 引いていく, カメラが引く, カメラはゆっくりと引いて, カメラが離れる, カメラは引く, 引きになる, カメラがゆっくり引く, ゆっくり引く, ゆっくりと引く, ゆっくりと引いて, カメラが引いて, カメラは引いて, カメラがゆっくりと引いて, カメラはゆっくり引いて, カメラを引く, カメラを引いて, カメラをゆっくり引く, カメラを引きながら, カメラが引いていく, カメラは引いていく, ドリーアウト, カメラが後退`,
  ],
  [
    'tilt-up',
    'tilt up, tilts up, tilting up, camera tilts up, camera looks up, camera tilts upward, camera tilts upwards, upward tilt; ティルトアップ, カメラが上を向く, カメラが上に, カメラが上へ, 上にパン, 上へパン, カメラを上に',
  ],
  [
    'tilt-down',
    'tilt down, tilts down, tilting down, camera tilts down, camera looks down, camera tilts downward, camera tilts downwards; ティルトダウン, カメラが下を向く, カメラが下に, カメラが下へ, 下にパン, 下へパン',
  ],
  [
    'follow',
    `camera follows, camera follows behind, camera tracks, tracking shot, follow shot, following shot, camera following, follow cam, camera tracking, camera is following, followed by the camera,
    tracking camera, chase cam, camera moves with, camera moves alongside, steadicam, camera trails, dolly shot, camera chases, camera travels with, camera flies behind, the camera keeps up with;
    カメラが追う, カメラが追いかける, カメラが追いかけて, カメラは追う, カメラがついていく, カメラが追って, 追従撮影, トラッキングショット, カメラが追いかけ, カメラが追従, カメラで追う, カメラで追いかける, カメラは追いかける, カメラがついて, カメラが並走, カメラが後を追う, カメラが追跡, 追従`,
  ],
  [
    'orbit',
    `orbit shot, orbiting shot, camera orbits, camera circles, camera rotates around, arc shot, 360 shot, camera moves around, camera spins around, orbiting camera, camera circling, orbits around, camera rotates, camera revolves around, 360 degree,
    circling shot, camera orbits around, camera circles around; カメラが回り込む, 回り込み, カメラが周りを回る, カメラが回る, オービット, カメラが周回, カメラが一周`,
  ],
  [
    'crane-up',
    `crane up, crane shot, cranes up, camera rises, camera cranes up, boom up, pedestal up, camera ascends, camera rises up, camera slowly rises, camera lifts, jib shot, camera soars up, camera moves up, camera moves upward;
    クレーンアップ, カメラが上昇, クレーンショット, カメラが昇る, カメラが上がる, カメラは上昇`,
  ],
  [
    'crane-down',
    `crane down, cranes down, camera descends, camera lowers, boom down, pedestal down, camera cranes down, camera sinks, camera moves down, camera drops, camera moves downward; クレーンダウン, カメラが下降, カメラが下りる, カメラが降りる, カメラは下降`,
  ],
];

/** How much of the frame a shot gives its first subject. */
export const framingWords: Table<'framing'> = [
  [
    'wide',
    `wide shot, wide angle, wide-angle, wide view, establishing shot, long shot, extreme wide shot, ~aerial view, ~aerial shot, ~drone shot, ~drone view, ~bird's eye view, ~birds eye view, panoramic, panorama, full shot, from afar, wide angle shot,
    wide angle view, ~aerial, ~drone footage, ~from above, ~overhead shot, ~aerial footage, ~top down view, extreme long shot, vast view, ~drone camera, wide-angle shot, sweeping shot, ~overhead view; 広角, ワイドショット, ~俯瞰, ~空撮, ~ドローン撮影, 遠景, ロングショット, 引きの画, 全景, ~鳥瞰, ~ドローン, パノラマ, 引きで, 引きの映像, ~ドローン映像`,
  ],
  [
    'medium',
    'medium shot, mid shot, waist shot, medium close up, medium close-up, waist up, cowboy shot, medium view, half body shot; ミディアムショット, 中景, バストショット, ウエストショット',
  ],
  [
    'close',
    `close up, close-up, closeup, close up of, close shot, extreme close up, macro, macro shot, close up shot, close-up shot, extreme close-up, portrait shot, portrait, tight shot, detail shot, up close, close view, zoomed in, extreme closeup, close up view,
    headshot; クローズアップ, アップ, 接写, マクロ, 大写し, 顔のアップ, 寄りの画, どアップ, 寄りで, ポートレート`,
  ],
];

/** How quickly everything goes. */
export const paceWords: Table<'pace'> = [
  [
    'slow',
    'slow motion, slow mo, slowmo, super slow motion, ultra slow motion, in slow motion, in super slow motion, slowed down; スローモーション, スローモーションで, スロー再生, スローで',
  ],
];
