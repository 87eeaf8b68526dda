/**
 * Reads the class from a file's name by a pattern that a person gave: `{label}_{n}`, or a regular expression with a group. Both are run by RE2, which takes
 * time in proportion to the name whatever the pattern: no expression can hang the worker.
 */
import type { PatternPreview } from '../../protocol/dataset'
import { Problem } from '../../protocol/problem'
import type { Placed } from '../files/paths'
import { byCodeUnit, type Layout } from './layout'

/** The class in a file's name; null where it does not match. */
export type LabelOf = (file: Placed) => string | null

/** More than this of a pattern, or of a name, is not looked at. */
export const LONGEST_PATTERN = 300
const LONGEST_NAME = 1000

/** What stands for something in a pattern: the class, a number, anything. */
const HOLES: Readonly<Record<'label' | 'n' | 'any', string>> = {
  label: '(?P<label>[^/]+?)',
  n: '\\d+',
  any: '[^/]*?',
}

/** A pattern with `{label}` as the expression of a whole name, and of as many folders above it as the pattern has. */
function expressionOf(pattern: string): string {
  const parts = pattern.split(/(\{(?:label|n|any)\})/)
  const labels = parts.filter((part) => part === '{label}').length
  if (labels > 1) throw new Problem('bad-pattern', { pattern, why: 'not-understood', detail: '{label}' })
  const holes = parts.map((part, i) =>
    i % 2 === 1 ? HOLES[part.slice(1, -1) as keyof typeof HOLES] : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'),
  )
  return `(?:^|/)${holes.join('')}$`
}

/**
 * Makes a pattern ready. It is held against the name without its ending, or, where it has a `/`, against the folders and the name. A pattern with `{label}` must
 * fit the whole of it, or the last of its folders and the name (`{n}`: a number, `{any}`: anything); any other is a regular expression in RE2's syntax, found anywhere, whose group called `label`, or
 * else first group, is the class.
 *
 * @throws Problem `bad-pattern`
 */
export async function labelBy(pattern: string): Promise<LabelOf> {
  const refuse = (why: 'no-label' | 'not-understood', detail = '') => new Problem('bad-pattern', { pattern, why, detail })
  if (pattern.length > LONGEST_PATTERN) throw refuse('not-understood', `> ${LONGEST_PATTERN}`)
  // 260 KB, for those only who give a pattern.
  const { RE2JS } = await import('re2js')
  const compile = () => {
    try {
      return RE2JS.compile(pattern.includes('{label}') ? expressionOf(pattern) : pattern)
    } catch (error) {
      throw error instanceof Problem ? error : refuse('not-understood', error instanceof Error ? error.message : String(error))
    }
  }
  const expression = compile()
  if (expression.groupCount() === 0) throw refuse('no-label')
  const group = 'label' in expression.namedGroups() ? 'label' : 1
  const withFolders = pattern.includes('/')
  return ({ folders, name }) => {
    const stem = name.replace(/\.[^.]*$/, '')
    const text = (withFolders ? [...folders, stem].join('/') : stem).slice(0, LONGEST_NAME)
    const found = expression.matcher(text)
    return (found.find() && found.group(group)?.trim()) || null
  }
}

/** The reading by a pattern; what does not match has no class. */
export const namePattern =
  (labelOf: LabelOf, pattern: string, files: readonly Placed[]): Layout =>
  () => ({
    layout: 'name-pattern',
    classNames: files.map(labelOf),
    evidence: [{ code: 'pattern-given', weight: 8, values: { pattern } }],
  })

const SHOWN = { names: 30, classes: 100 }

/** What a pattern gives of these files: some names, the classes and how many do not match. */
export async function previewPattern(files: readonly Placed[], pattern: string): Promise<PatternPreview> {
  const none = { fault: null, detail: '', names: [], classes: [], classCount: 0, matching: 0, of: files.length }
  let labelOf: LabelOf
  try {
    labelOf = await labelBy(pattern)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'bad-pattern') throw error
    const { why, detail } = (error as Problem<'bad-pattern'>).values
    return { ...none, fault: why, detail }
  }
  const found = files.map((file) => ({ name: file.name, label: labelOf(file) }))
  const counts = new Map<string, number>()
  for (const { label } of found) if (label !== null) counts.set(label, (counts.get(label) ?? 0) + 1)
  const [matching, others] = [found.filter(({ label }) => label !== null), found.filter(({ label }) => label === null)]
  // Of each class an example or two, and first of all what would have no class.
  const step = Math.max(1, Math.floor(matching.length / (SHOWN.names - 10)))
  const classes = [...counts].map(([name, pictures]) => ({ name, pictures }))
  classes.sort((a, b) => b.pictures - a.pictures || byCodeUnit(a.name, b.name))
  return {
    ...none,
    names: [...others.slice(0, 10), ...matching.filter((_, i) => i % step === 0)].slice(0, SHOWN.names),
    classes: classes.slice(0, SHOWN.classes),
    classCount: classes.length,
    matching: matching.length,
  }
}
