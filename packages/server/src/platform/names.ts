/**
 * The stored forms of names that people type, such as those of accounts: how a name is written, and what two names that
 * look alike have in common (Unicode Standard Annex 15 and section 5.18).
 */

/**
 * Characters that a reader doesn't see or that mean nothing: control, format (bidi, zero width), private, unassigned and half
 * letters, separators other than the space, letters without a shape.
 */
export const unseenCharacters =
  '[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\u2800]';

/** A name as it is stored and shown: composed letters (NFC), one plain space between words, none at its ends. */
export const normalName = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim();

/**
 * What is unique among names: the same for capital and small letters, full and half width, and composed and decomposed
 * letters. JavaScript has no case folding; upper case, then lower case comes to the same for every pair of letters.
 */
export const nameKey = (text: string): string =>
  normalName(text).normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC').replace(/\s+/gu, ' ').trim();
