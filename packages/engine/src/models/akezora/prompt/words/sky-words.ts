/** Names of the art that is far away: in the sky, or behind the land. It does nothing there that a film shows, and nobody has it beside them. */

/** Lights of the sky that say when it is: `night`, or any time. */
const lights: readonly (readonly [name: string, when: 'night' | 'any'])[] = [
  ...[
    'moon',
    'crescent moon',
    'full moon face',
    'first quarter moon',
    'last quarter moon',
    'star',
    'glowing star',
    'shooting star',
    'milky way',
    'fireworks',
    'aurora',
  ].map((name) => [name, 'night'] as const),
  ...['rainbow', 'bright sun', 'sun with face', 'ringed planet', 'earth', 'comet'].map(
    (name) => [name, 'any'] as const,
  ),
];

/** Lights of the sky, and whether they are seen at night alone. They are seen in clear weather. */
export const seenInSky: ReadonlyMap<string, 'night' | 'any'> = new Map(lights);

/** All that is far away. */
export const farAway: ReadonlySet<string> = new Set([
  ...seenInSky.keys(),
  ...[
    'cloud',
    'cloud with rain',
    'cloud with snow',
    'cloud with lightning',
    'cloud with lightning and rain',
    'sun behind cloud',
    'lightning',
  ],
  ...['mount fuji', 'mountain', 'snow-capped mountain', 'volcano'],
]);

/** Deeds that things of the sky do there by themselves: clouds drift, fireworks burst, shooting stars fly. */
export const doneInSky =
  /^(?:float|drift|glid|pass|fl(?:y|ies|ew|oat)|shoot|streak|burst|explo|fall|rise|rising|go|light|bloom|twinkl|shin|glow|danc|浮|流れ|漂|打ち上|上が|光|輝|咲|落ち|昇|飛|舞|踊|かか|出)/;
