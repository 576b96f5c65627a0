import type { Text } from '@akezora/contract';

/** An SVG that may not be drawn, and why. */
export class SvgFault extends Error {
  override readonly name = 'SvgFault';
  readonly text: Text;

  constructor(text: Text) {
    super(text.en);
    this.text = text;
  }
}
