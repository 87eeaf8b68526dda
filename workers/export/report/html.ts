/** Small pieces of HTML, every text escaped. */
import { plainText } from '../../protocol/text'

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A text as it may stand in HTML, in attributes too; it turns the direction of nothing that stands around it. */
export function escapeHtml(text: string): string {
  return plainText(text).replace(/[&<>"']/g, (c) => ESCAPES[c]!)
}

/** A table of texts; numbers are set right by the style of `td.n`. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[], format = (n: number) => String(n)): string {
  const cell = (value: string | number, i: number) => {
    if (typeof value === 'number') return `<td class="n">${escapeHtml(format(value))}</td>`
    return i === 0 ? `<th scope="row">${escapeHtml(value)}</th>` : `<td>${escapeHtml(value)}</td>`
  }
  const header =
    head.length === 0 ? '' : `<thead><tr>${head.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('')}</tr></thead>`
  return `<table>${header}<tbody>${rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('')}</tbody></table>`
}

/** 0.5 to `50.0%`; a dash where there is no number. */
export function percent(share: number): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(1)}%` : '–'
}
