/** The search for a good recipe, as the page asks for it: begun on the pictures that are open, or gone on with by what is kept of it. */
import type { Dataset } from '../../data/dataset/dataset'
import { type Listener, Problem, parseConfig, type RunConfig, type SearchApi, type SearchState, type Text } from '../../protocol'
import { Spare } from '../devices/spare'
import type { RunControl } from '../fit/control'
import { deviceToGoOn, offerFor } from '../fit/offer'
import type { Predictor } from '../model/model'
import type { Pictures } from '../pictures/pictures'
import { trainable } from '../pictures/samples'
import type { KeptRuns } from '../runs/kept'
import { holdingRun } from '../runs/lock'
import { datasetOf } from '../runs/recorded'
import type { Training } from '../runs/training'
import type { WeightsChoice } from '../weights/choice'
import { Searching } from './searching'
import { basisOf, searchesOf, Trials } from './trials'

interface Parts {
  readonly pictures: Pictures
  readonly weights: WeightsChoice
  readonly runs: KeptRuns
  readonly predictor: Predictor
  readonly training: Training
}

/** Without its labelled test pictures: what chooses never has them. */
const untested = (dataset: Dataset): Dataset => ({
  ...dataset,
  samples: dataset.samples.map((sample) => (sample.split === 'test' ? { ...sample, used: false } : sample)),
})

export class RecipeSearch implements SearchApi {
  constructor(private readonly parts: Parts) {}

  start(config: RunConfig, seconds: number, onState: Listener<SearchState>, language: keyof Text = 'en'): Promise<SearchState> {
    return this.exclusively(async (control) => {
      const { config: checked, faults } = parseConfig({ ...config })
      if (faults[0]) throw new Problem('bad-option', { option: faults[0].option, value: String(faults[0].value) })
      const dataset = untested(trainable(this.parts.pictures.forRun(checked)))
      const { depth, attention } = this.parts.weights.info
      return { id: crypto.randomUUID(), config: { ...checked, depth, attention }, dataset, runs: [], seconds, onState, language, control }
    }, onState)
  }

  goOn(id: string, seconds: number, onState: Listener<SearchState>, language: keyof Text = 'en'): Promise<SearchState> {
    return this.exclusively(async (control) => {
      const search = (await this.searches()).find((one) => one.id === id)
      if (!search) throw new Problem('run-gone', { run: '' })
      const { from, runs } = search
      const one = runs[0]!
      const dataset = untested(trainable(datasetOf(one, this.parts.pictures.dataset)))
      if (one.weights.sha256 !== this.parts.weights.info.sha256) throw new Problem('other-weights', { weights: one.weights.name })
      return { id, config: from, dataset, runs, seconds, onState, language, control }
    }, onState)
  }

  async kept(): Promise<SearchState | null> {
    const [search] = await this.searches()
    if (!search) return null
    const { id, runs, from } = search
    const one = runs[0]!
    const trials = new Trials(runs, basisOf(from, one))
    return {
      ...{ id, dataset: one.dataset, weights: one.weights.sha256, ...trials.shown(null) },
      ...{ now: null, standing: 'going', seconds: 0, spent: 0, ended: trials.next === null ? 'done' : 'left' },
    }
  }

  private async searches() {
    return searchesOf(await this.parts.runs.list())
  }

  private exclusively(
    begin: (control: RunControl) => Promise<Omit<ConstructorParameters<typeof Searching>[0], 'parts' | 'device' | 'weights' | 'spare'>>,
    onState: Listener<SearchState>,
  ): Promise<SearchState> {
    const { training, predictor, weights, pictures, runs } = this.parts
    let searching: Searching | null = null
    return training.exclusively(
      async (control) => {
        await runs.tidied
        const begun = await begin(control)
        const [one] = begun.runs
        const { config, dataset } = begun
        const device = one ? await deviceToGoOn({ ...one, config }) : (await offerFor(config, dataset.classes.length)).device
        // Recipes are compared by heads that begin alike: a model's own would be ahead in some.
        const chosen = { ...(await weights.read()), head: null }
        control.assertGoing()
        await predictor.idle()
        const spare = new Spare(predictor.release())
        if (spare.backend !== device.backend || spare.isTimed) await spare.dispose()
        searching = new Searching({ ...begun, device, weights: chosen, spare, parts: { pictures, training } })
        try {
          return await holdingRun({ id: begun.id, name: '' }, () => searching!.toTheEnd())
        } finally {
          await searching.dispose()
          pictures.rest()
        }
      },
      ({ standing }) => {
        if (searching) onState(searching.stands(standing))
      },
    )
  }
}
