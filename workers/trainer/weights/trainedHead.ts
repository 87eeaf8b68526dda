/** The head in a file of ours, found by what the file says of itself. */
import * as v from 'valibot'
import { buildNetwork, headKindIn, headName } from '../../model/networks'
import { paramsFault } from '../../model/sound'
import { headOf, type ParamMap, paramInfos } from '../../model/spec'
import { archOf, type ChosenNetwork, Problem } from '../../protocol'
import type { TrainedHead } from './head'

const names = v.pipe(
  v.array(v.pipe(v.string(), v.maxLength(65_535))),
  v.minLength(2),
  v.check((all) => new Set(all).size === all.length),
)
const foldedTemperature = v.object({
  temperature: v.pipe(v.number(), v.minValue(0.01), v.maxValue(100)),
  folded_into_last_layer: v.literal(true),
})

/** What a text of JSON holds; undefined where it holds none. */
function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * The head with its classes; null where the file does not say its classes, or has no head of a kind that is trained here. A temperature that was folded into
 * the last layer is taken out again: nothing learns on from that.
 * @throws Problem `weights-mismatch`, `weights-unsound` where it says its classes and the head is not theirs, or spoilt
 */
export function trainedHead(
  network: ChosenNetwork,
  tensors: ParamMap,
  metadata: Readonly<Record<string, string>>,
  file: string,
): TrainedHead | null {
  const labels = v.safeParse(names, parsed(metadata.labels))
  if (metadata.producer !== 'Trainyard' || !labels.success) return null
  const arch = archOf(network)
  const kind = headKindIn(arch, tensors)
  if (kind === null) return null
  const classes = labels.output
  const spec = buildNetwork(arch, { classes: classes.length, head: kind })
  const infos = paramInfos(spec).filter(({ block }) => block === headOf(spec))
  const fault = paramsFault(infos, tensors)
  if (fault?.kind === 'value') throw new Problem('weights-unsound', { file, name: fault.name, value: String(fault.value) })
  if (fault) {
    const said = (shape: readonly number[] | null) => (shape ? `[${shape.join(', ')}]` : 'nothing')
    throw new Problem('weights-mismatch', { file, network: arch, name: fault.name, expected: said(fault.expected), got: said(fault.found) })
  }
  const folded = v.safeParse(foldedTemperature, parsed(metadata.calibration))
  const last = kind === 'article' ? `${headName(arch)}.3` : headName(arch)
  const params: ParamMap = new Map(
    infos.map(({ name, shape }) => {
      const { data } = tensors.get(name)!
      const factor = folded.success && name.startsWith(`${last}.`) ? folded.output.temperature : 1
      return [name, { shape, data: factor === 1 ? data : data.map((value) => value * factor) }]
    }),
  )
  return { kind, classes, params }
}
