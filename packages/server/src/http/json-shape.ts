import { unreadable } from './unreadable.ts';

/** Most levels and values of a body: far more than any request has, and parsed in a few milliseconds. */
const most = { levels: 64, values: 100_000 };

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Refuses JSON that is nested too deeply or has too many values, before it is parsed: parsing and checking millions of values
 * would hold up everybody else.
 * @throws AkezoraError `body_unreadable`.
 */
export function checkShape(bytes: Uint8Array): void {
  let [level, values, inString] = [0, 1, false];
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (inString) {
      if (byte === backslash) index += 1;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    else if (byte === comma || byte === colon) values += 1;
    else if (byte === openBrace || byte === openBracket) {
      level += 1;
      values += 1;
    } else if (byte === closeBrace || byte === closeBracket) level -= 1;
    if (level > most.levels) {
      const reason = {
        en: `it has more than ${most.levels} levels`,
        ja: `${most.levels}段を超えて入れ子になっています`,
      };
      throw unreadable(reason, 'application/json');
    }
    if (values > most.values) {
      const reason = { en: `it has more than ${most.values} values`, ja: `値が${most.values}個を超えています` };
      throw unreadable(reason, 'application/json');
    }
  }
}
