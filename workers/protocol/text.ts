/** Texts that come with a file from elsewhere, as they may be shown and written on. */

/** Whatever ends a line for some reader, moves a terminal's cursor, or turns the direction of writing (Unicode's Cc, Zl, Zp, Bidi_Control). */
const UNRULY = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_C}]+/gu

/** The text on one line and in its own order, whatever it holds. */
export const plainText = (text: string): string => text.replace(UNRULY, ' ')

/** The text on one line, in its own order, and of at most `most` characters: what is cut off shows as an ellipsis. */
export function oneLine(text: string, most: number): string {
  // Far more than is kept is never looked at.
  const plain = plainText(text.slice(0, 4 * most)).trim()
  return plain.length > most || text.length > 4 * most ? `${plain.slice(0, most - 1).trimEnd()}…` : plain
}
