import type { Text } from '@akezora/contract';

/** What is wrong with the content of a file, in words for the people who brought it. */
export class TextFault extends Error {
  readonly text: Text;

  constructor(text: Text) {
    super(text.en);
    this.text = text;
  }
}
