/** The model card of an ensemble, in Markdown: who answers with which share, how a picture is given, limits, provenance. */
import { listed, markdownText } from '../markdown'
import { originText } from '../model'
import template from './card.template.md?raw'
import { type Ensemble, inputsOf, tellingMember } from './ensemble'

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`

/** Whatever classes and runs are called is text in it. */
export function ensembleCard(ensemble: Ensemble): string {
  const { members, isMirrored } = ensemble
  const { inputs, reads } = inputsOf(members)
  const { classes, facts } = members[0]!.model
  const noneOf = tellingMember(ensemble)?.model.answering?.noneOf
  const rows = members.map(({ model, name, weight }, place) => {
    const accuracy = model.facts.metrics.val_accuracy
    const share = accuracy === undefined ? '' : percent(accuracy)
    return `| ${markdownText(name)} | ${model.spec.arch} | ${model.imageSize} px | \`${inputs[reads[place]!]!.name}\` | ${percent(weight)} | ${share} |`
  })
  const sources = new Map(members.map(({ model }) => [model.facts.baseWeightsSha256, model.facts]))
  const values: Record<string, string> = {
    NAME: `Ensemble of ${members.map(({ name }) => markdownText(name)).join(', ')}`,
    CLASSES: listed(classes),
    COUNT: String(members.length),
    DATASET: markdownText(facts.datasetName),
    FINGERPRINT: markdownText(facts.datasetFingerprint),
    VIEWS: isMirrored ? ' Each looks at the picture and its mirror image, which the file makes itself; both answers are averaged.' : '',
    MEMBERS: `| run | network | pictures | input | share | validation |\n| --- | --- | --- | --- | --- | --- |\n${rows.join('\n')}`,
    INPUTS: inputs
      .map(({ name, preprocessing: { center_crop: side, resize_shorter_side: short, transparency } }) => {
        const laid = transparency === 'ignored' ? 'alpha dropped' : `transparent parts laid on ${transparency}`
        return `- \`${name}\`, \`[batch, 3, ${side}, ${side}]\`: shorter side to ${short} px, the middle ${side} x ${side} px, ${laid}`
      })
      .join('\n'),
    NONE: noneOf
      ? `Where the output \`similarity\` is below ${noneOf.threshold.toFixed(4)} a picture is probably none of the classes; ${percent(noneOf.pass)} of the validation pictures pass.`
      : 'It always answers with one of its classes, also about a picture that shows none of them, and may be sure of it.',
    WEIGHTS: [...sources.values()].map((of) => `- ${originText(of, markdownText)}`).join('\n'),
  }
  return template.replace(/\{\{(\w+)\}\}/g, (whole, key: string) => values[key] ?? whole)
}
