/** Durations, sizes and small figures as a person reads them, in the page's language. */

export { duration } from '../../workers/protocol'

/** "310 bytes", "300 MB", "1.2 GB", in steps of 1000. */
export function bytes(value: number, locale: string): string {
  if (value < 1e3) return new Intl.NumberFormat(locale, { style: 'unit', unit: 'byte', unitDisplay: 'long' }).format(value)
  const [name, size] =
    value >= 1e9 ? (['gigabyte', 1e9] as const) : value >= 1e6 ? (['megabyte', 1e6] as const) : (['kilobyte', 1e3] as const)
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: name,
    unitDisplay: 'short',
    maximumFractionDigits: name === 'gigabyte' ? 1 : 0,
  }).format(value / size)
}

/** A learning rate or the like, without trailing zeros: "0.001", "1e-7", "1e29". */
export function compact(value: number): string {
  if (Math.abs(value) >= 1e6) return Number(value.toPrecision(4)).toExponential().replace('e+', 'e')
  if (value !== 0 && Math.abs(value) < 1e-4) return Number(value.toPrecision(4)).toExponential().replace('e-0', 'e-')
  return String(Number(value.toPrecision(4)))
}
