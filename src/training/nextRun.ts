/** What the press of Train would do, beside the run that is shown. */
import {
  effective,
  OPTION_NAMES,
  type OptionName,
  type PresetName,
  type RunConfig,
  type RunRecord,
  type WeightsInfo,
} from '../../workers/protocol'
import { ofWeights } from '../../workers/recipe/network'
import { type Fit, presetOf } from '../recipe/recipeSlice'
import type { RunView } from '../run/runView'

export interface NextRun {
  /** `first`: nothing of these pictures is shown; `again`: as the run that is shown; `changed`: on the same pictures, with other settings or weights. */
  readonly kind: 'first' | 'again' | 'changed'
  /** The ready-made recipe that it is; null where it is none. */
  readonly preset: PresetName | null
  /** Options that are in force and differ from those of the run that is shown, in the table's order. */
  readonly options: readonly OptionName[]
  /** Whether it starts from other weights than the run that is shown. */
  readonly otherWeights: boolean
}

interface Now {
  readonly config: RunConfig
  readonly fit?: Fit | null
  readonly weights: Pick<WeightsInfo, 'sha256' | 'depth' | 'attention'> | null
  readonly dataset: { readonly fingerprint: string } | null
  /** The run that is shown, and its record where there is one. */
  readonly run: Pick<RunView, 'config' | 'dataset'>
  readonly record: Pick<RunRecord, 'weights'> | null
}

export function nextRun({ config, fit = null, weights, dataset, run, record }: Now): NextRun {
  const preset = presetOf(config, fit)
  if (!run.config || !dataset || run.dataset?.fingerprint !== dataset.fingerprint)
    return { kind: 'first', preset, options: [], otherWeights: false }
  const [now, before] = [effective(ofWeights(config, weights)), effective(run.config)]
  // The weights say which network is trained, whatever the settings do: the same ones make the same, and others are told as such.
  const options = OPTION_NAMES.filter((name) => name !== 'depth' && now[name] !== before[name])
  const otherWeights = record !== null && weights !== null && record.weights.sha256 !== weights.sha256
  return { kind: options.length > 0 || otherWeights ? 'changed' : 'again', preset, options, otherWeights }
}
