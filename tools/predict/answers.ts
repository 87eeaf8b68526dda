/** Answers as text: for reading, as a table, or as JSON. */
import { csvTable } from '../../workers/protocol/csv'
import { plainText } from '../../workers/protocol/text'
import type { Form } from './arguments'
import type { Answer, Model } from './model'

/** A picture's answer, or why there is none. */
export type Answered = { readonly file: string } & (Answer | { readonly fault: string })

const likeliest = (probabilities: readonly number[]): number => probabilities.indexOf(Math.max(...probabilities))

/** Everything that goes to the output, as the form has it. Pictures without an answer are left out of text and table; in JSON they say why. */
export function written(answers: readonly Answered[], { classes, threshold }: Pick<Model, 'classes' | 'threshold'>, form: Form): string {
  const tells = threshold !== null
  const isNone = ({ similarity }: Answer) => tells && similarity !== null && similarity < threshold
  const done = answers.filter((one): one is Answered & Answer => 'probabilities' in one)
  if (form === 'json') {
    const objects = answers.map((one) => {
      if ('fault' in one) return { file: one.file, error: one.fault }
      const { file, probabilities, similarity } = one
      const at = likeliest(probabilities)
      return {
        ...{ file, class: classes[at], probability: probabilities[at] },
        probabilities: Object.fromEntries(classes.map((name, i) => [name, probabilities[i]])),
        ...(tells ? { similarity, none_of_these: isNone(one) } : {}),
      }
    })
    return `${JSON.stringify(objects, null, 2)}\n`
  }
  if (form === 'csv') {
    const rows = done.map((one) => {
      const at = likeliest(one.probabilities)
      return [one.file, classes[at]!, one.probabilities[at]!, ...one.probabilities, ...(tells ? [isNone(one) ? 1 : 0] : [])]
    })
    return csvTable([['file', 'class', 'probability', ...classes, ...(tells ? ['none_of_these'] : [])], ...rows], '\n')
  }
  const names = classes.map(plainText)
  const lines = done.map((one) => {
    const scores = one.probabilities.map((p, i) => `${names[i]}=${p.toFixed(6)}`)
    return [plainText(one.file), names[likeliest(one.probabilities)], ...scores, ...(isNone(one) ? ['probably none of these'] : [])].join(
      '\t',
    )
  })
  return lines.map((line) => `${line}\n`).join('')
}
