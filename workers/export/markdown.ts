/** Texts from elsewhere in the READMEs that go with a model: whatever they hold, they are shown and mean nothing. */
import { oneLine } from '../protocol/text'

/** Most characters of a name in a README, and classes that it lists: it is for reading; the files beside it have all of them whole. */
const MOST_NAME = 200
const MOST_LISTED = 50

/** A text from elsewhere as a line of Markdown shows it: as itself. Any ASCII punctuation may be escaped (CommonMark 2.4); here what could mean something within a line. */
export function markdownText(text: string): string {
  const escaped = oneLine(text, MOST_NAME).replace(/[\\`*_{}[\]()<>#|!~&$@]/g, '\\$&')
  // GitHub makes links of what looks like an address.
  return escaped.replace(/www(?=\.)|:(?=\/\/)/gi, '$&\\')
}

/** Names of classes in one line of Markdown, the first of them where there are very many. */
export function listed(classes: readonly string[]): string {
  const names = classes.slice(0, MOST_LISTED).map(markdownText).join(', ')
  return classes.length > MOST_LISTED ? `${names}, ... (${classes.length} in all)` : names
}
