/** Cells of comma-separated files (RFC 4180). */

/** For programs: quoted where needed, otherwise exactly the text. */
export function csvField(value: string): string {
  return /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

/** For spreadsheets: besides, a text that one would run as a formula (`=`, `+`, `-`, `@` in front) gets a `'`. */
export function csvCell(value: string): string {
  return csvField(/^[=+@\t\r]|^-(?![\d.])/.test(value) ? `'${value}` : value)
}
