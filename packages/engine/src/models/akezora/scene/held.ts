/** Things that somebody holds: where they are at the holder, and how large. */

/** Where a thing is held, in sizes of the holder. */
export interface Hold {
  /** Height of the thing's foot above the holder's. */
  readonly height: number;
  /** How far to the side that the holder goes or looks to. */
  readonly aside: number;
  /** Largest size. */
  readonly size: number;
}

const overhead: Hold = { height: 0.56, aside: 0.12, size: 0.72 };
const onString: Hold = { height: 0.66, aside: 0.3, size: 0.5 };
const inHand: Hold = { height: 0.26, aside: 0.32, size: 0.42 };

const holds: Readonly<Record<string, Hold>> = {
  ...Object.fromEntries(['umbrella', 'umbrella with rain drops'].map((name) => [name, overhead])),
  ...Object.fromEntries(['balloon', 'kite'].map((name) => [name, onString])),
  ...Object.fromEntries(
    [
      'closed umbrella',
      'bouquet',
      'rose',
      'tulip',
      'sunflower',
      'red paper lantern',
      'flashlight',
      'candle',
      'magic wand',
      'crossed swords',
      'dagger',
      'shield',
      'fishing pole',
      'guitar',
      'violin',
      'microphone',
      'camera',
      'open book',
      'mobile phone',
      'basket',
      'bucket',
      'handbag',
      'wrapped gift',
      'flying disc',
      'soccer ball',
      'bone',
      'ice cream',
      'red apple',
      'banana',
      'carrot',
      'hot beverage',
      'teddy bear',
      'watering can',
      'paintbrush',
      'shallow pan of food',
      'broom',
      'pencil',
      'hammer',
      'yarn',
    ].map((name) => [name, inHand]),
  ),
};

/** How a piece of art is held; undefined: nobody holds such a thing. @param name its name in the box */
export const heldBy = (name: string | undefined): Hold | undefined => (name === undefined ? undefined : holds[name]);
