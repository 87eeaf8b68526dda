/** Where on the page the cards of what a run starts from are, for whoever leads there: "#/train/starts" does too. */
export const STARTS_PLACE = 'starts'

/** Brings the cards into sight, and the keyboard to them. */
export function leadToStarts(): void {
  const place = document.getElementById(STARTS_PLACE)
  place?.scrollIntoView({ block: 'start' })
  place?.focus({ preventScroll: true })
}
