/** Names that others gave (of classes, files, runs, datasets) inside of our sentences: in their own direction, whatever script they are in. Pure. */

/** First strong isolate and its end: Unicode Standard Annex #9, 2.4. */
const [ISOLATE, END] = ['\u2068', '\u2069']
/** Letters of the scripts that are written from right to left. */
const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}\p{Script=Samaritan}\p{Script=Mandaic}]/u

/**
 * A name for a text that runs from left to right, as those of the page do: without this an Arabic class draws the figure beside it to its other side. Where
 * nothing runs from right to left it is the name itself.
 */
export const isolated = (name: string): string => (RIGHT_TO_LEFT.test(name) && !name.startsWith(ISOLATE) ? `${ISOLATE}${name}${END}` : name)

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

/** What is given to a sentence, with the names in it isolated. */
function given(value: unknown): unknown {
  if (typeof value === 'string') return isolated(value)
  if (Array.isArray(value)) return value.map(given)
  if (isPlain(value)) return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, given(inside)]))
  return value
}

/** Texts in which every function isolates the names that it is given, so that no sentence can forget to. */
export function isolating<T>(texts: T): T {
  const of = (value: unknown): unknown => {
    if (typeof value === 'function') return (...values: unknown[]) => (value as (...values: unknown[]) => unknown)(...values.map(given))
    if (Array.isArray(value)) return value.map(of)
    if (isPlain(value)) return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, of(inside)]))
    return value
  }
  return of(texts) as T
}

/** ImageNet's number of a synset before its name, as in "n02085620-Chihuahua". */
const SYNSET = /^n\d{8}[-_ ]+(?=.)/
/** Where a part of a name ends. */
const BREAK = /[\s_\-/:.,]/

/**
 * The names without what all of them begin with, for where there is no room: numbers of synsets, and a common beginning up to the end of a word. The names
 * themselves where nothing is gained, or two of them would then be called alike.
 */
export function shortNames(names: readonly string[]): readonly string[] {
  const bare = names.every((name) => SYNSET.test(name)) ? names.map((name) => name.replace(SYNSET, '')) : names
  const [first = ''] = bare
  let same = names.length > 1 ? first.length : 0
  for (const name of bare) while (!name.startsWith(first.slice(0, same))) same--
  while (same > 0 && !BREAK.test(first[same - 1]!)) same--
  const rest = bare.map((name) => name.slice(same))
  const short = rest.every((name) => /\p{L}/u.test(name)) ? rest : bare
  return new Set(short).size === names.length ? short : names
}
