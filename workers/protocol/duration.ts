/** Durations as a person reads them: one form for the page and the report. */

/**
 * "45 sec", "4 min 10 sec", "2 hr 5 min": at most two units, the smaller left out where it says little, in one form everywhere. Of less than a second tenths are
 * told, "0.3 sec", since nothing takes no time. "–" for what is not a number.
 */
export function duration(seconds: number, locale: string): string {
  if (!Number.isFinite(seconds)) return '–'
  const unit = (value: number, name: string, digits = 0) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits }).format(value)
  const whole = Math.max(0, Math.round(seconds))
  if (seconds > 0 && seconds < 0.95) return unit(Math.max(0.1, seconds), 'second', 1)
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  const rest = whole % 60
  if (hours > 0) return [unit(hours, 'hour'), minutes > 0 ? unit(minutes, 'minute') : ''].filter(Boolean).join(' ')
  if (minutes >= 10) return unit(minutes, 'minute')
  if (minutes > 0) return [unit(minutes, 'minute'), rest > 0 ? unit(rest, 'second') : ''].filter(Boolean).join(' ')
  return unit(rest, 'second')
}
