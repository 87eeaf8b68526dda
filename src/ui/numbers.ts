/** Numbers and plurals as a language writes them. */

export interface Numbers {
  /** A whole number with the language's grouping. */
  n(value: number): string
  /** "1 picture", "2,002 pictures": the form that Intl.PluralRules picks. */
  count(value: number, one: string, other: string): string
  /** A share 0..1 as a percentage with one decimal; "–" for what is not a number. */
  percent(share: number, digits?: number): string
  /** A figure with a fixed number of decimals, from a million on as "7.5e29"; "–" for what is not a number. */
  fixed(value: number, digits: number): string
  /** "p = 0.012"; "p < 0.001" below that, for no p is 0. */
  pValue(p: number, digits: number): string
}

/** The numbers of one locale (BCP 47). */
export function numbersOf(locale: string): Numbers {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const plural = new Intl.PluralRules(locale)
  // Making a formatter costs more than using it a hundred times, and figures are drawn several times a second.
  const formatters = new Map<string, Intl.NumberFormat>()
  const formatter = (style: 'percent' | 'decimal', digits: number) => {
    const key = `${style}${digits}`
    const known =
      formatters.get(key) ?? new Intl.NumberFormat(locale, { style, minimumFractionDigits: digits, maximumFractionDigits: digits })
    formatters.set(key, known)
    return known
  }
  const n = (value: number) => (Number.isFinite(value) ? whole.format(value) : '–')
  const fixed = (value: number, digits: number) => {
    if (!Number.isFinite(value)) return '–'
    return Math.abs(value) >= 1e6 ? value.toExponential(1).replace('e+', 'e') : formatter('decimal', digits).format(value)
  }
  return {
    n,
    count: (value, one, other) => `${n(value)} ${plural.select(value) === 'one' ? one : other}`,
    percent: (share, digits = 1) => (Number.isFinite(share) ? formatter('percent', digits).format(share) : '–'),
    fixed,
    pValue(p, digits) {
      const least = 10 ** -digits
      return p < least ? `p < ${fixed(least, digits)}` : `p = ${fixed(p, digits)}`
    },
  }
}
