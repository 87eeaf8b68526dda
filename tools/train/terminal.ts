/** Text on its way to a terminal: what a name could do to the terminal is shown instead. */

/** Control characters, lone surrogates, line breaks of other alphabets, and what hides or turns the text around it; not the joiners that names are written with. */
const ACTIVE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** `text` as one line that does nothing but stand there: an escape character becomes `\u{1b}`. Everything that may hold a name goes through it. */
export function printable(text: string): string {
  return text.replace(ACTIVE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)
}

/** A name of any length in at most `most` characters. */
export function short(name: string, most = 40): string {
  const characters = [...name]
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : name
}

/** The first line of what went wrong, fit for a terminal. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return printable(message.split('\n')[0] ?? '')
}
