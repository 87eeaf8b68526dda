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

/** Letters of one character, as a person counts them: an emoji of several code points is one. */
const lettersOf = (name: string): string[] => Array.from(new Intl.Segmenter().segment(name), ({ segment }) => segment)

/** A name in at most so many letters (3 or more): cut in its middle, since names that others gave begin alike and end in their number. */
export function cutMiddle(name: string, most: number): string {
  const letters = lettersOf(name)
  if (letters.length <= most) return name
  const end = Math.floor((most - 1) / 2)
  return `${letters
    .slice(0, most - 1 - end)
    .join('')
    .trimEnd()}…${letters
    .slice(letters.length - end)
    .join('')
    .trimStart()}`
}

/** ImageNet's number of a synset before its name, as in "n02085620-Chihuahua". */
const SYNSET = /^n\d{8}[-_ ]+(?=.)/
/** Where a part of a name ends. */
const BREAK = /[\s_\-/:.,]/

/** Names that have so many letters in common at their beginning would be cut to the same where there is little room. */
const ALIKE = 12
/** Letters of such a beginning that stay. */
const KEPT = 2

/**
 * The names as sentences and lists say them, the whole ones where they are pointed at: without what all of them begin with (numbers of synsets, a common
 * beginning up to the end of a word). The names themselves where nothing is gained, or two of them would then be called alike.
 */
export function calledNames(names: readonly string[]): readonly string[] {
  const called = withoutCommon(names)
  return new Set(called).size === names.length ? called : names
}

/** What a sentence calls each of the names; any other as it is. */
export function calling(names: readonly string[]): (name: string) => string {
  const called = calledNames(names)
  const of = new Map(names.map((name, i) => [name, called[i]!]))
  return (name) => of.get(name) ?? name
}

/**
 * The names as they stand where there is no room for all of each: without what all of them begin with (numbers of synsets, a common beginning up to the end
 * of a word), and with "Ol…closed" for those that begin like another, so that what tells them apart is not what is cut. The names themselves where nothing
 * is gained, or two of them would then be called alike.
 */
export function shortNames(names: readonly string[]): readonly string[] {
  const short = toldApart(withoutCommon(names))
  return new Set(short).size === names.length ? short : names
}

/** Names without what all of them begin with; a number alone is no name. */
function withoutCommon(names: readonly string[]): readonly string[] {
  const bare = names.every((name) => SYNSET.test(name)) ? names.map((name) => name.replace(SYNSET, '')) : names
  const [first = ''] = bare
  let same = names.length > 1 ? first.length : 0
  for (const name of bare) same = Math.min(same, commonLength(name, first))
  const from = wordAt(first, same)
  const rest = bare.map((name) => name.slice(from))
  return rest.every((name) => /\p{L}/u.test(name)) ? rest : bare
}

/** Letters that two names have in common at their beginning. */
function commonLength(a: string, b: string): number {
  let same = 0
  while (same < Math.min(a.length, b.length) && a[same] === b[same]) same++
  return same
}

/** Where the word begins that lies at a place of a name; 0 where none ends before. */
function wordAt(name: string, place: number): number {
  let at = place
  while (at > 0 && !BREAK.test(name[at - 1]!)) at--
  return at
}

/** Names that begin as another does, from where they differ on, behind a few letters of what they begin with. */
function toldApart(names: readonly string[]): string[] {
  // Whichever begins most like a name stands beside it in order.
  const order = names.map((_, i) => i).sort((a, b) => (names[a]! < names[b]! ? -1 : 1))
  const short = [...names]
  for (const [at, i] of order.entries()) {
    const name = names[i]!
    const beside = [order[at - 1], order[at + 1]].map((other) => (other === undefined ? 0 : commonLength(name, names[other]!)))
    const from = wordAt(name, Math.max(...beside))
    if (from >= ALIKE) short[i] = `${Array.from(name).slice(0, KEPT).join('').trimEnd()}…${name.slice(from)}`
  }
  return short
}
