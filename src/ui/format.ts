/** Durations, sizes and small figures as a person reads them, in the page's language. */

/** "45 sec", "4 min 10 sec", "2 hr 5 min": at most two units, the smaller left out where it says little; narrow "4m 10s". "–" for what is not a number. */
export function duration(seconds: number, locale: string, width: 'short' | 'narrow' = 'short'): string {
  if (!Number.isFinite(seconds)) return '–'
  const unit = (value: number, name: string) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: width, maximumFractionDigits: 0 }).format(value)
  const whole = Math.max(0, Math.round(seconds))
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  const rest = whole % 60
  if (hours > 0) return [unit(hours, 'hour'), minutes > 0 ? unit(minutes, 'minute') : ''].filter(Boolean).join(' ')
  if (minutes >= 10) return unit(minutes, 'minute')
  if (minutes > 0) return [unit(minutes, 'minute'), rest > 0 ? unit(rest, 'second') : ''].filter(Boolean).join(' ')
  return unit(rest, 'second')
}

/** "300 MB", "1.2 GB", in steps of 1000. */
export function bytes(value: number, locale: string): string {
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
