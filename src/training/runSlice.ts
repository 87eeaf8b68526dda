/** The run that is on, or the last one: starting, pausing, stopping, and what the page shows of it. */
import { Curve, type Listener, problemOf, type RunConfig, type RunEvent, type RunSummary } from '../../workers/protocol'
import { ofWeights } from '../../workers/recipe/network'
import type { DatasetSlice } from '../dataset/slice'
import type { ModelSlice } from '../model/modelSlice'
import type { PreferencesSlice } from '../page/preferences'
import type { ProblemsSlice } from '../page/problems'
import type { SliceContext } from '../page/slice'
import type { RecipeSlice } from '../recipe/recipeSlice'
import type { RunSlice } from '../run/runSlice'
import { isActive, isStop, keptView, NO_RUN, type RunView, reduceRun } from '../run/runView'
import { storageKeeper } from '../runs/persist'
import type { RunsSlice } from '../runs/slice'
import type { WeightsSlice } from './weights'

/** Steps are shown at most this often, so that a fast run does not keep the page busy drawing. */
const REFRESH_MS = 400
const FREQUENT: readonly RunEvent['type'][] = ['step', 'validation-progress', 'feature-progress', 'test-progress', 'tuning-progress']

const isStopping = ({ status }: RunView): boolean => status === 'stopping'

export function createRunSlice({
  set,
  get,
  client,
}: SliceContext<
  RunSlice & ProblemsSlice & PreferencesSlice & RecipeSlice & DatasetSlice & ModelSlice & RunsSlice & Pick<WeightsSlice, 'weights'>
>): RunSlice {
  const keepStorage = storageKeeper()
  let view = NO_RUN
  let curve = new Curve()
  let timer: ReturnType<typeof setTimeout> | null = null
  let current = 0
  /** While the pictures of a run that was started are being opened: nothing has reached the trainer yet. */
  let preparing = false

  const show = () => {
    if (timer) clearTimeout(timer)
    timer = null
    view = { ...view, curve: curve.points() }
    set({ run: view })
  }
  const take = (event: RunEvent) => {
    view = reduceRun(view, event, Date.now())
    if (event.type === 'step') {
      const stepsPerEpoch = view.started?.stepsPerEpoch ?? 1
      curve.add(event.epoch - 1 + event.step / stepsPerEpoch, event.loss, event.accuracy)
    }
    if (event.type === 'past') curve = Curve.from(event.trace.curve)
    if (event.type === 'failed' && !isStop(event.problem)) get().reportProblem(event.problem)
    // A refusal leaves things as they are: the run is kept as long as there is room.
    if (event.type === 'note' && event.note.code === 'checkpoint-saved') void keepStorage()
    if (!FREQUENT.includes(event.type)) show()
    else timer ??= setTimeout(show, REFRESH_MS)
  }
  const ask = async (what: () => Promise<void>) => {
    try {
      await what()
    } catch (thrown) {
      get().report(thrown)
    }
  }

  /** One run, new or gone on with: `prepare` opens its pictures, `begin` starts it. */
  const follow = async (
    config: RunConfig,
    prepare: () => Promise<boolean>,
    begin: (onEvent: Listener<RunEvent>) => Promise<RunSummary>,
    { resumed, notBegun }: { readonly resumed: boolean; readonly notBegun?: () => void } = { resumed: false },
  ): Promise<boolean> => {
    const mine = ++current
    const before = view
    const pictures = () => {
      const { dataset } = get()
      return dataset && { name: dataset.name, layout: dataset.layout, fingerprint: dataset.fingerprint, pictures: dataset.pictures }
    }
    view = { ...NO_RUN, status: 'starting', phase: 'loading', config, dataset: pictures(), resumed }
    curve = new Curve()
    show()
    preparing = true
    const ready = await prepare()
    preparing = false
    // `stop` may have come meanwhile: then nothing starts.
    if (!ready || isStopping(view)) {
      view = before
      set({ run: view })
      notBegun?.()
      return false
    }
    view = { ...view, dataset: pictures() }
    try {
      const summary = await begin((event) => {
        if (mine !== current) return
        take(event)
        if (event.type === 'started') void get().refreshRuns()
      })
      // The last event may still be on its way when the call resolves.
      if (isActive(view)) take({ type: 'finished', reason: view.status === 'stopping' ? 'stopped' : 'completed', summary })
      return true
    } catch (thrown) {
      take({ type: 'failed', problem: problemOf(thrown) })
      return false
    } finally {
      await Promise.all([get().refreshModel(), get().refreshRuns()])
    }
  }

  return {
    run: NO_RUN,
    async train() {
      if (isActive(view)) return false
      get().clearProblems()
      const { config: recipe, dataset, weights } = get()
      const config = ofWeights(recipe, weights)
      const prepare = async () => {
        const open = await get().ensureSplit()
        if (!open && !dataset) get().reportProblem({ code: 'no-dataset', values: {} })
        return open
      }
      return follow(config, prepare, (onEvent) => client.api.training.train(config, onEvent, get().language))
    },
    async resumeRun(record, more) {
      if (isActive(view)) return false
      get().clearProblems()
      const config = more === undefined ? record.config : { ...record.config, epochs: record.epochs.length + more }
      // The pictures are split as the run's recipe says; where it does not begin, the person has their own again.
      const { config: own, touched, base, fit, isAsGiven } = get()
      get().takeConfig(config)
      return follow(
        config,
        () => get().openFor(record),
        (onEvent) => client.api.training.resumeRun(record.id, onEvent, more),
        { resumed: true, notBegun: () => set({ config: own, touched, base, fit, isAsGiven }) },
      )
    },
    showKept(record) {
      if (isActive(view)) return
      current++
      view = keptView(record)
      curve = record.trace ? Curve.from(record.trace.curve) : new Curve()
      show()
    },
    pause: () => ask(() => client.api.training.pause()),
    resume: () => ask(() => client.api.training.resume()),
    skipTuning: () => ask(() => client.api.training.skipTuning()),
    stop() {
      view = { ...view, status: 'stopping' }
      show()
      return ask(preparing ? () => get().cancelOpening() : () => client.api.training.stop())
    },
  }
}
