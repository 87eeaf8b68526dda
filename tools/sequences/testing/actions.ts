/** What a person may do, each where its button is. */
import fc, { type AsyncCommand } from 'fast-check'
import { vi } from 'vitest'
import { isActive, type RunView } from '../../../src/run/runView'
import { resumesAt } from '../../../src/runs/runsView'
import { LANGUAGES, type Language } from '../../../src/ui/language'
import type { DatasetEdit, RunConfig, RunPhase, RunRecord } from '../../../workers/protocol'
import { agree, type Model, nobodyWaits, standingOf, told } from './model'
import { pictures, type Studio } from './studio'

type Action = AsyncCommand<Model, Studio>

const settled = ({ sees }: Model): boolean => sees.opening === null && !sees.weightsBusy
const mayStart = (model: Model): boolean => settled(model) && !isActive(model.sees.run)
/** The run that a number picks. */
const picked = <T>(all: readonly T[], at: number): T | undefined => all[at % Math.max(1, all.length)]

/** An action: `may` says whether its button is there, `act` presses it; afterwards everything must agree. */
function action(name: string, may: (model: Model) => boolean, act: (model: Model, studio: Studio) => void | Promise<void>): Action {
  return {
    check: may,
    async run(model, studio) {
      await act(model, studio)
      await studio.rest()
      await agree(model, studio)
    },
    toString: () => name,
  }
}

export const open = (name: string): Action =>
  action(
    `open('${name}')`,
    () => true,
    (_, studio) => studio.begin('opening pictures', studio.shown.openDataset(pictures(name, studio.machine))),
  )

export const cancelOpening = (): Action =>
  action(
    'cancelOpening()',
    ({ sees }) => sees.opening !== null,
    (_, studio) => studio.begin('cancelling', studio.shown.cancelOpening()),
  )

/** Options of a run of two or three epochs of four steps. */
export type Chosen = Partial<Pick<RunConfig, 'epochs' | 'patience' | 'strategy' | 'seed' | 'stopMetric' | 'learningRate'>>
const SMALL = { batchSize: 4, imageSize: 32, valFraction: 0.3, cachedViews: 2, unfreezeEvery: 1 }

export const train = (chosen: Chosen = {}): Action =>
  action(
    `train(${JSON.stringify(chosen)})`,
    (model) => mayStart(model) && model.sees.dataset !== null,
    (_, studio) => {
      studio.shown.setConfig({ ...SMALL, ...chosen })
      studio.begin('a run', studio.shown.train())
    },
  )

/** "Run it again": its recipe, and then the button. */
export const repeat = (at: number): Action =>
  action(
    `repeat(${at})`,
    (model) => mayStart(model) && model.sees.dataset !== null && (model.sees.runs ?? []).length > 0,
    (model, studio) => {
      const { config } = picked(model.sees.runs!, at)!
      studio.shown.takeConfig(config)
      model.backend = config.backend
      studio.begin('a run', studio.shown.train())
    },
  )

const waiting = ({ sees }: Model): readonly RunRecord[] => (sees.runs ?? []).filter((run) => resumesAt(run) !== null)

/** Goes on with an interrupted run, after its pictures were opened where they were not. */
export const resume = (at: number): Action =>
  action(
    `resume(${at})`,
    (model) => mayStart(model) && waiting(model).length > 0,
    async (model, studio) => {
      const run = picked(waiting(model), at)!
      if (studio.shown.dataset?.fingerprint !== run.dataset.fingerprint) {
        studio.begin('opening pictures', studio.shown.openDataset(pictures(run.dataset.name, studio.machine)))
        await studio.rest()
        await studio.turns(30, () => studio.shown.opening === null)
      }
      model.disturbed.add(run.id)
      model.backend = run.config.backend
      studio.begin('a run that goes on', studio.shown.resumeRun(run))
    },
  )

export const turns = (most: number): Action =>
  action(
    `turns(${most})`,
    () => true,
    async (model, studio) => {
      for (let i = 0; i < most; i++) {
        if ((await studio.turns(1)) === 0) return
        nobodyWaits(model, studio)
      }
    },
  )

/** Lets the run on until it is there, or has ended. */
const onto = (name: string, there: (now: RunView, before: RunView) => boolean): Action =>
  action(
    name,
    ({ sees }) => isActive(sees.run) && standingOf(sees.run) === 'going',
    async (model, studio) => {
      const before = model.sees.run
      for (let i = 0; i < 40 && isActive(studio.shown.run) && !there(studio.shown.run, before); i++) {
        if ((await studio.turns(1)) === 0) return
        nobodyWaits(model, studio)
      }
    },
  )
export const until = (phase: RunPhase): Action => onto(`until('${phase}')`, (now) => now.phase === phase)
export const epoch = (): Action => onto('epoch()', (now, before) => now.epochs.length > before.epochs.length)

export const pause = (): Action =>
  action(
    'pause()',
    ({ mended, sees: { run } }) => mended.pause && run.status === 'running' && standingOf(run) === 'going',
    (model, studio) => {
      model.pauseAsked ??= studio.gate.turns
      studio.begin('pausing', studio.shown.pause())
    },
  )

export const goOn = (): Action =>
  action(
    'goOn()',
    ({ sees: { run } }) => run.status === 'running' && standingOf(run) !== 'going',
    (model, studio) => {
      model.pauseAsked = null
      studio.begin('going on', studio.shown.resume())
    },
  )

export const stop = (): Action =>
  action(
    'stop()',
    ({ mended, sees: { run } }) => isActive(run) && run.status !== 'stopping' && (mended.stopWhileStarting || run.status !== 'starting'),
    (model, studio) => {
      model.pauseAsked = null
      model.stopAsked = { turns: studio.gate.turns, begun: studio.machine.labour.begun }
      model.expected.add('stopped-early')
      studio.begin('stopping', studio.shown.stop())
    },
  )

const forget = (model: Model, studio: Studio): void => {
  model.pauseAsked = null
  model.stopAsked = null
  model.losses = 0
  model.edits.length = 0
  studio.machine.labour.loseNext = false
}

export const reload = (): Action =>
  action(
    'reload()',
    () => true,
    async (model, studio) => {
      forget(model, studio)
      await studio.reload()
      purgeLongDeleted(model, await studio.records())
      if (studio.shown.config.backend !== model.backend)
        throw new Error(`${model.backend} was chosen, the page came back with ${studio.shown.config.backend}`)
    },
  )

export const crash = (): Action =>
  action(
    'crash()',
    () => true,
    async (model, studio) => {
      forget(model, studio)
      model.expected.add('worker-crashed')
      await studio.crash()
      purgeLongDeleted(model, await studio.records())
    },
  )

/** At a start runs that were deleted a minute ago go for good. */
function purgeLongDeleted(model: Model, records: readonly RunRecord[]): void {
  for (const [id, state] of model.runs) if (state === 'deleted' && !records.some((record) => record.id === id)) model.runs.set(id, 'purged')
}

/** The device is gone when it is asked for something next. */
export const loseDevice = (): Action =>
  action(
    'loseDevice()',
    // It is got back three times.
    (model) => isActive(model.sees.run) && model.losses < 2,
    (model, studio) => {
      model.losses++
      studio.machine.labour.loseNext = true
    },
  )

const EDITS: readonly DatasetEdit[] = [
  { kind: 'leave-out', ids: [0, 11] },
  { kind: 'take-back', ids: [0] },
  { kind: 'relabel', ids: [1], className: 'dog' },
  { kind: 'relabel', ids: [2, 3, 12, 13], className: 'bird' },
  { kind: 'move', ids: [4], split: 'val' },
  { kind: 'move', ids: [5, 15], split: 'train' },
  { kind: 'rename-class', from: 'cat', to: 'tiger' },
  { kind: 'mark', ids: [6, 7] },
  { kind: 'reset' },
  // Refused: one class would be left.
  { kind: 'leave-out', ids: [10, 11, 12, 13, 14, 15, 16, 17, 18, 19] },
  { kind: 'rename-class', from: 'dog', to: 'cat' },
]

export const edit = (at: number): Action =>
  action(
    `edit(${at})`,
    (model) => settled(model) && model.sees.dataset !== null,
    async (model, studio) => {
      const before = told(studio.shown.dataset)
      model.expected.add('one-class').add('class-too-small')
      let taken: boolean | null = null
      studio.begin(
        'an edit',
        studio.shown.editPictures(EDITS[at]!).then((answer) => {
          taken = answer
        }),
      )
      await studio.rest()
      if (taken === null) throw new Error('an edit was not answered')
      if (taken) model.edits.push({ opening: studio.openings, before })
      else if (told(studio.shown.dataset) !== before) throw new Error('an edit was refused and changed something')
    },
  )

export const undo = (): Action =>
  action(
    'undo()',
    (model) => settled(model) && model.sees.dataset?.changes.canUndo === true,
    async (model, studio) => {
      const last = model.edits.pop()
      if (last?.opening !== studio.openings) throw new Error('there is something to undo, and nothing was done')
      studio.begin('undoing', studio.shown.editPictures({ kind: 'undo' }))
      await studio.rest()
      if (told(studio.shown.dataset) !== last.before)
        throw new Error(`undone it is ${told(studio.shown.dataset)}, before it was ${last.before}`)
    },
  )

/** A run to a file. */
export const pack = (at: number): Action =>
  action(
    `pack(${at})`,
    ({ sees }) => (sees.runs ?? []).length > 0 && sees.packing === null,
    async (model, studio) => {
      const { id } = picked(model.sees.runs!, at)!
      const before = model.packed.length
      studio.begin(
        'an export',
        studio.shown.exportRun(id).then((file) => {
          if (file) model.packed.push(file.blob)
        }),
      )
      await studio.rest()
      if (model.packed.length === before && !model.expected.has('no-storage')) throw new Error(`run ${id} could not be exported`)
    },
  )

/** The file of a run, as from another machine. */
export const bring = (at: number): Action =>
  action(
    `bring(${at})`,
    ({ packed }) => packed.length > 0,
    (model, studio) => {
      const { lives } = studio
      studio.begin(
        'an import',
        studio.shown.importRun(new File([picked(model.packed, at)!], 'run.trainyard.zip')).then(async (taken) => {
          if (!taken && lives === studio.lives && !model.expected.has('no-storage')) studio.faults.push('a run could not be imported')
          // One that was removed for good may have come back so.
          for (const { id } of await studio.records()) if (model.runs.get(id) === 'purged') model.runs.set(id, 'kept')
        }),
      )
    },
  )

export const remove = (at: number): Action =>
  action(
    `remove(${at})`,
    ({ sees }) => (sees.runs ?? []).some((run) => !(isActive(sees.run) && run.status === 'running')),
    async (model, studio) => {
      const { sees } = model
      const run = picked(
        sees.runs!.filter(({ status }) => !(isActive(sees.run) && status === 'running')),
        at,
      )!
      model.runs.set(run.id, 'deleted')
      // It may be the one that is about to be gone on with: then there is nothing to go on from.
      if (sees.run.status === 'starting') model.expected.add('run-gone')
      studio.begin('deleting', studio.shown.deleteRuns([run.id]))
    },
  )

const deleted = ({ runs }: Model): string[] => [...runs].filter(([, state]) => state === 'deleted').map(([id]) => id)

export const restore = (at: number): Action =>
  action(
    `restore(${at})`,
    (model) => deleted(model).length > 0,
    (model, studio) => {
      const id = picked(deleted(model), at)!
      model.runs.set(id, 'kept')
      studio.begin('bringing back', studio.shown.restoreRuns([id]))
    },
  )

export const purge = (at: number): Action =>
  action(
    `purge(${at})`,
    (model) => deleted(model).length > 0,
    (model, studio) => {
      const id = picked(deleted(model), at)!
      model.runs.set(id, 'purged')
      studio.begin('removing', studio.shown.purgeRuns([id]))
    },
  )

/** Takes a kept run's model to answer. */
export const use = (at: number): Action =>
  action(
    `use(${at})`,
    ({ sees }) => !isActive(sees.run) && (sees.runs ?? []).some(({ bestFile }) => bestFile),
    (model, studio) => {
      const run = picked(
        model.sees.runs!.filter(({ bestFile }) => bestFile),
        at,
      )!
      studio.begin('taking a model', studio.shown.useRun(run))
    },
  )

export const speak = (language: Language): Action =>
  action(
    `speak('${language}')`,
    () => true,
    (model, studio) => {
      model.language = language
      studio.shown.setLanguage(language)
    },
  )

const OFFERED = { auto: 'wasm', wasm: 'wasm', webgpu: 'webgpu', 'tfjs-webgpu': 'tfjs-webgpu', 'tfjs-wasm': 'tfjs-wasm' } as const

export const compute = (backend: keyof typeof OFFERED): Action =>
  action(
    `compute('${backend}')`,
    () => true,
    async (model, studio) => {
      model.backend = backend
      studio.shown.setConfig({ backend })
      studio.begin('asking for the device', studio.shown.refreshDevice())
      await studio.rest()
      const offered = studio.shown.deviceOffer?.device.backend
      if (offered !== OFFERED[backend]) throw new Error(`${backend} was chosen, ${offered} is offered`)
    },
  )

/** Long enough that a checkpoint is due within the epoch, and that what is still being written is waited for no longer. */
export const threeMinutes = (): Action =>
  action(
    'threeMinutes()',
    () => true,
    ({ expected }, { gate }) => {
      if (gate.pending.includes('disk')) expected.add('no-storage')
      vi.advanceTimersByTime(180_000)
    },
  )

const chosen: fc.Arbitrary<Chosen> = fc.record({
  epochs: fc.constantFrom(2, 3),
  patience: fc.constantFrom(0, 1, 1),
  strategy: fc.constantFrom('feature-extraction', 'full', 'gradual'),
  seed: fc.constantFrom(1, 2),
  stopMetric: fc.constantFrom('val-loss', 'val-accuracy'),
})
const which = fc.nat({ max: 3 })
const phases: readonly RunPhase[] = ['loading', 'features', 'training', 'validating', 'finishing']

/** Only in the middle of a run. */
const whileOn = (done: Action): Action => ({ ...done, check: (model) => isActive(model.sees.run) && done.check(model) })

/** Each action and how often, so that runs come far: what has no button just then is passed over. */
const WEIGHED: readonly (readonly [number, fc.Arbitrary<Action>])[] = [
  [12, fc.constantFrom(1, 2, 3, 5, 8, 13).map(turns)],
  [15, fc.constant(epoch())],
  [18, fc.constantFrom(...phases).map(until)],
  [15, chosen.map(train)],
  [24, which.map(resume)],
  [12, fc.constant(pause())],
  [12, fc.constant(goOn())],
  [8, fc.constant(whileOn(reload()))],
  [4, fc.constant(whileOn(crash()))],
  [4, fc.constant(whileOn(threeMinutes()))],
  [8, fc.constant(loseDevice())],
  [6, fc.constant(stop())],
  [6, which.map(repeat)],
  [6, fc.nat({ max: EDITS.length - 1 }).map(edit)],
  [6, fc.constant(undo())],
  [6, which.map(remove)],
  [6, fc.constant(cancelOpening())],
  [4, which.map(pack)],
  [4, which.map(bring)],
  [4, which.map(restore)],
  [4, which.map(purge)],
  [4, which.map(use)],
  [4, fc.constantFrom('pets', 'pets', 'birds').map(open)],
  [2, fc.constant(reload())],
  [1, fc.constant(crash())],
  [1, fc.constantFrom(...LANGUAGES).map(speak)],
  [1, fc.constantFrom(...(Object.keys(OFFERED) as (keyof typeof OFFERED)[])).map(compute)],
]
export const ACTIONS: fc.Arbitrary<Action>[] = WEIGHED.flatMap(([times, one]) => Array.from({ length: times }, () => one))
