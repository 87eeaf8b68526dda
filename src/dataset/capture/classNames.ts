/** Names of captured classes: they become folders, and later the names of the network's answers. */

export type NameFault = 'empty' | 'taken' | 'forbidden'

/** Longest name, in UTF-16 units. */
export const LONGEST_NAME = 60

/** What is wrong with a name beside the others; null where nothing is. Separators and control characters cannot be in a folder's name, and a leading dot hides it. */
export function faultOfName(name: string, others: readonly string[]): NameFault | null {
  if (name === '') return 'empty'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[/\\\u0000-\u001f\u007f]|^\./.test(name) || name.length > LONGEST_NAME) return 'forbidden'
  const same = name.toLowerCase()
  return others.some((other) => other.toLowerCase() === same) ? 'taken' : null
}

/** As a folder holds it: no space around, composed characters. */
export const tidyName = (typed: string): string => typed.normalize('NFC').replace(/\s+/g, ' ').trim()

/** "Class 3": the first number that is free. */
export function nextName(word: (n: number) => string, taken: readonly string[]): string {
  for (let n = taken.length + 1; ; n++) if (faultOfName(word(n), taken) === null) return word(n)
}
