/** Texts that come with a file from elsewhere, as they may be shown and written on. */

/** Whatever ends a line for some reader, moves the cursor, or turns the direction of writing (Unicode's Cc, Zl, Zp and explicit bidi controls). */
const UNRULY = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu

/** The text on one line, in its own order, and of at most `most` characters: what is cut off shows as an ellipsis. */
export function oneLine(text: string, most: number): string {
  // Far more than is kept is never looked at.
  const plain = text
    .slice(0, 4 * most)
    .replace(UNRULY, ' ')
    .trim()
  return plain.length > most || text.length > 4 * most ? `${plain.slice(0, most - 1).trimEnd()}…` : plain
}
