/** Where a name is cut that may lose its middle only: names of files differ at their ends. Pure. */

/** Up to so many letters fit anywhere. */
const FITS = 16
/** Letters that stay at the end, at least and at most. */
const [LEAST, MOST] = [8, 14]
const BREAK = /[\s_\-.,()]/u

/** What may be cut at its end, and what stays: from the end of a word on where one is near, for letters of some scripts are joined. */
export function inTwo(name: string): readonly [head: string, tail: string] {
  const letters = Array.from(new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(name), ({ segment }) => segment)
  if (letters.length <= FITS) return [name, '']
  const end = letters.slice(-MOST)
  const near = end.slice(0, MOST - LEAST + 1).findIndex((letter) => BREAK.test(letter))
  const from = letters.length - MOST + (near >= 0 ? near : MOST - LEAST)
  return [letters.slice(0, from).join(''), letters.slice(from).join('')]
}
