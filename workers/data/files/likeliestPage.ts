/**
 * Which code page names are in, by what gives letters: each page is a small model of what is written in it (the common characters, the others, what no name
 * has), and the one that makes the bytes likeliest is taken. Log-likelihoods of whole names compare pages of one and of two bytes a character.
 */
import { CODE_PAGES, type CodePage } from '../../protocol/dataset'
import { decoderOf, NOTHING } from './codePages'
import { COMMON } from './commonLetters'

/** Natural logarithms. What no name has: bytes that mean nothing, characters of private use, lines of boxes and signs. */
const NEVER = -20
const SIGN = -12
/** A letter that is written in this page, and is none of the common ones. */
const RARE = Math.log(0.15)
const COMMON_SHARE = Math.log(0.85)
/** A capital after a small letter of its word, and one at its beginning. */
const ODD_CAPITAL = -4
const CAPITAL = -1
/** A letter where its alphabet has none beside it: Cyrillic and Greek beside ASCII letters, accents beside accents. */
const ODD_NEIGHBOUR = -3

interface Model {
  /** What is a letter here. */
  readonly letters: RegExp
  /** How many there are, for those that are not common. */
  readonly repertoire: number
  /** The common ones, lower case, the commonest first. */
  readonly common: string
  /** Whether the commonest are much commoner than the others, as in an alphabet. */
  readonly falling: boolean
  /** Whether its letters stand among ASCII letters. */
  readonly latin?: boolean
}

const HAN = { letters: /[\u4e00-\u9fff\u3000-\u303f\uff00-\uff60]/u, repertoire: 7000, falling: false }
const CYRILLIC: Model = { letters: /\p{Script=Cyrillic}/u, repertoire: 66, common: COMMON.russian, falling: true }
const GREEK: Model = { letters: /\p{Script=Greek}/u, repertoire: 60, common: COMMON.greek, falling: true }
const LATIN: Model = { letters: /\p{Script=Latin}/u, repertoire: 60, common: COMMON.accents, falling: true, latin: true }

const MODELS: Readonly<Record<CodePage, Model>> = {
  gb18030: { ...HAN, common: COMMON.simplified },
  big5: { ...HAN, common: COMMON.traditional },
  shift_jis: { letters: /[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff60]/u, repertoire: 6500, common: COMMON.japanese, falling: false },
  'euc-kr': { letters: /[\uac00-\ud7a3]/u, repertoire: 2350, common: COMMON.korean, falling: false },
  ibm866: CYRILLIC,
  'windows-1251': CYRILLIC,
  cp737: GREEK,
  'windows-1253': GREEK,
  cp437: LATIN,
  cp850: LATIN,
  'windows-1252': LATIN,
}

/** By code page: how likely each common letter is. */
const likelihoods = new Map<CodePage, ReadonlyMap<string, number>>()

function likelihoodsOf(page: CodePage): ReadonlyMap<string, number> {
  const known = likelihoods.get(page)
  if (known) return known
  const { common, falling } = MODELS[page]
  const letters = [...new Set(common)]
  const weights = letters.map((_, rank) => (falling ? 1 / (rank + 3) : 1))
  const sum = weights.reduce((a, b) => a + b, 0)
  const made = new Map(letters.map((letter, rank) => [letter, COMMON_SHARE + Math.log(weights[rank]! / sum)]))
  likelihoods.set(page, made)
  return made
}

const isAsciiLetter = (char: string | undefined): boolean => char !== undefined && /[a-z]/i.test(char)
const isSmall = (char: string | undefined): boolean => char !== undefined && char.toLowerCase() === char && char.toUpperCase() !== char

/** The logarithm of how likely a text is in a page; ASCII, which all pages have, says nothing by itself. */
function likelihoodOf(text: string, page: CodePage): number {
  const { letters, repertoire, latin = false } = MODELS[page]
  const common = likelihoodsOf(page)
  const chars = [...text]
  let sum = 0
  chars.forEach((char, i) => {
    if (char < '\u0080') return
    if (char === NOTHING || /[\p{Co}\p{Cn}\p{Cc}]/u.test(char)) sum += NEVER
    else if (!letters.test(char)) sum += SIGN
    else {
      const small = char.toLowerCase()
      sum += common.get(small) ?? RARE - Math.log(repertoire)
      if (small !== char) sum += isSmall(chars[i - 1]) ? ODD_CAPITAL : CAPITAL
      const beside = [chars[i - 1], chars[i + 1]]
      const among = beside.some(isAsciiLetter)
      if (latin && !among) sum += beside.some((other) => other !== undefined && letters.test(other)) ? ODD_NEIGHBOUR : CAPITAL
      if (!latin && small !== char.toUpperCase() && among) sum += ODD_NEIGHBOUR
    }
  })
  return sum
}

/** Distinct stretches of names that are not ASCII alone: a folder's name stands in each of its files' and says no more than once. No page has bytes below 0x30 within a character. */
function stretches(names: readonly Uint8Array[]): Uint8Array[] {
  const found = new Map<string, Uint8Array>()
  for (const name of names) {
    let from = 0
    for (let i = 0; i <= name.length; i++) {
      if (i < name.length && name[i]! >= 0x30) continue
      const stretch = name.subarray(from, i)
      from = i + 1
      if (stretch.some((byte) => byte >= 128)) found.set(stretch.join(), stretch)
    }
  }
  return [...found.values()]
}

/** The likeliest page; of several alike the first of `CODE_PAGES`. */
export function likeliest(names: readonly Uint8Array[]): CodePage {
  const some = stretches(names)
  const scored = CODE_PAGES.map((page) => {
    const decode = decoderOf(page)
    return { page, score: some.reduce((sum, stretch) => sum + likelihoodOf(decode(stretch), page), 0) }
  })
  return scored.reduce((best, next) => (next.score > best.score ? next : best)).page
}
