/** Where a run can be gone on with elsewhere: weights, and the very loss that was measured of them. */
import type { PyTorchProject } from '../../export/pytorch'
import type { ParamMap } from '../../model/spec'
import type { EpochRecord } from '../../protocol'
import { PLATEAU_START, type PlateauState, updatesPerEpoch } from '../../recipe/schedule'
import type { TrainedModel } from '../model/model'

export interface Continuation extends Pick<PyTorchProject, 'optimizerState' | 'start' | 'live'> {
  readonly params: ParamMap
}

/** The averages where they are kept: they are what was validated. */
const validated = (params: ParamMap, optimizer: ParamMap): ParamMap =>
  new Map([...params].map(([name, param]) => [name, optimizer.get(`ema.${name}`) ?? param]))

/**
 * The end of the last whole epoch, with the optimizer's state. Weights from within an epoch were never validated: a run of which only such
 * are kept goes on from its best epoch, and its optimizer starts anew.
 */
export function continuationOf(model: Pick<TrainedModel, 'last' | 'summary' | 'plain' | 'config' | 'record'>): Continuation {
  const { last, summary, config, record } = model
  // Nothing learns on from weights that a temperature is folded into.
  const { params } = model.plain
  const at = ({ epoch, val }: EpochRecord) => ({ epoch, valLoss: val.loss, valAccuracy: val.accuracy })
  const plateauOf = ({ factor, best, bad }: PlateauState) => ({ plateauFactor: factor, plateauBest: best, plateauBad: bad })
  const bestValLoss = summary.best.val.loss
  const ended = last?.clock.batch === 0 ? last.clock.history.at(-1) : undefined
  if (last && ended)
    return {
      params: validated(last.params, last.optimizer),
      optimizerState: last.optimizer,
      start: { ...at(ended), updates: last.clock.update, bestValLoss, ...plateauOf(last.clock.plateau) },
      live: config.emaDecay > 0 ? last.params : null,
    }
  return {
    params,
    optimizerState: null,
    start: {
      ...at(summary.best),
      updates: summary.best.epoch * updatesPerEpoch(record.split.train.length, config),
      bestValLoss,
      ...plateauOf(last?.clock.plateau ?? PLATEAU_START),
    },
    live: null,
  }
}
