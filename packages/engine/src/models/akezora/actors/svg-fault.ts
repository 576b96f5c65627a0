import { TextFault } from '../../../video/text-fault.ts';

/** An SVG that may not be drawn, and why. */
export class SvgFault extends TextFault {
  override readonly name = 'SvgFault';
}
