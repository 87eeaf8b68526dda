import { describe, expect, it, vi } from 'vitest'
import { EngineLimitError, EngineLostError, type TrainingEngine } from '../../engine/engine'
import { resnet } from '../../model/resnet'
import { DEFAULT_CONFIG, type RunConfig, type RunEvent } from '../../protocol'
import { decodeCheckpoint, encodeCheckpoint } from '../runs/checkpoint'
import { toyBatches } from '../testing/toyBatches'
import { ToyEngine } from '../testing/toyEngine'
import { RunControl } from './control'
import { type FitOptions, fitModel, type Snapshot } from './fit'

const CONFIG: RunConfig = { ...DEFAULT_CONFIG, epochs: 4, batchSize: 4, patience: 0, schedule: 'cosine' }
/** Asks for kernels to be timed. */
const TIMED: RunConfig = { ...CONFIG, timeKernels: true }
const MIXED: RunConfig = { ...CONFIG, strategy: 'full', mixup: 0.4 }
/** Two epochs at 32 px, two at 48, judged at 64. */
const GROWING: RunConfig = { ...MIXED, imageSize: 64, trainSizes: '32,48' }
const spec = resnet(18, { classes: 2 })
const start = { params: new Map([['w', { shape: [1], data: Float32Array.of(0.25) }]]) }

function options(over: Partial<FitOptions> & { events?: RunEvent[] } = {}): FitOptions {
  const config = over.config ?? CONFIG
  return {
    config,
    spec,
    classes: ['cat', 'dog'],
    batches: toyBatches(22, config.batchSize, config.seed),
    start,
    newEngine: async () => new ToyEngine(),
    control: new RunControl(),
    emit: (event) => over.events?.push(event),
    ...over,
  }
}
const weight = (snapshot: Pick<Snapshot, 'params'>) => snapshot.params.get('w')!.data[0]!
const stepsOf = (events: RunEvent[]) => events.flatMap((e) => (e.type === 'step' ? [[e.epoch, e.step, e.loss]] : []))

describe('the fit loop', () => {
  it('does every step of every epoch once, in order, and validates after each', async () => {
    const events: RunEvent[] = []
    const result = await fitModel(options({ events }))
    expect(stepsOf(events).map(([epoch, step]) => `${epoch}.${step}`)).toEqual(
      [1, 2, 3, 4].flatMap((epoch) => [1, 2, 3, 4, 5, 6].map((step) => `${epoch}.${step}`)),
    )
    expect(result.summary.epochs.map((e) => e.epoch)).toEqual([1, 2, 3, 4])
    expect(result.summary.epochs.filter((e) => e.best).at(-1)!.epoch).toBe(result.summary.bestEpoch)
  })

  it('has the engine find out its fastest kernels before anything is loaded, for every size that it will need', async () => {
    const events: RunEvent[] = []
    const engine = new ToyEngine()
    const asked: number[] = []
    const tune: NonNullable<TrainingEngine['tune']> = async (_, plans, { onProgress }) => {
      expect(engine.plans).toEqual([])
      asked.push(...plans.map(({ imageSize }) => imageSize))
      onProgress(0.5)
    }
    await fitModel(options({ config: { ...GROWING, timeKernels: true }, events, newEngine: async () => Object.assign(engine, { tune }) }))
    expect(asked).toEqual([32, 48, 64])
    expect(events.slice(0, 4)).toEqual([
      { type: 'phase', phase: 'loading' },
      { type: 'phase', phase: 'tuning' },
      { type: 'tuning-progress', share: 0.5 },
      { type: 'phase', phase: 'loading' },
    ])
  })

  it('has nothing timed for mixed precision, where the device has it', async () => {
    const config: RunConfig = { ...MIXED, precision: 'mixed', timeKernels: true }
    const told = []
    for (const mixes of [true, false]) {
      const tune = vi.fn(async () => {})
      const engine = new ToyEngine()
      await fitModel(options({ config, newEngine: async () => Object.assign(engine, { tune, info: { ...engine.info, mixes } }) }))
      told.push([tune.mock.calls.length, engine.plans[0]!.precision])
    }
    expect(told).toEqual([
      [0, 'mixed'],
      [1, 'f32'],
    ])
  })

  it('has kernels timed for all blocks that will learn, where they are unfrozen step by step', async () => {
    const frozen: number[] = []
    const tune: NonNullable<TrainingEngine['tune']> = async (_, plans) => void frozen.push(...plans.map(({ frozenBlocks }) => frozenBlocks))
    const config: RunConfig = { ...TIMED, strategy: 'gradual', unfreezeAt: '2,3' }
    await fitModel(options({ config, newEngine: async () => Object.assign(new ToyEngine(), { tune }) }))
    expect(frozen).toEqual([5, 3])
  })

  it('times nothing unless it is asked to', async () => {
    const tune = vi.fn(async () => {})
    const run = (config: RunConfig) => fitModel(options({ config, newEngine: async () => Object.assign(new ToyEngine(), { tune }) }))
    await run(CONFIG)
    expect(tune).not.toHaveBeenCalled()
    await run(TIMED)
    expect(tune).toHaveBeenCalledTimes(1)
  })

  it('goes on without when that is skipped or fails, and with another engine where none is right', async () => {
    const control = new RunControl()
    const skipped: NonNullable<TrainingEngine['tune']> = (_, __, { signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve())
        control.hurryUp()
      })
    expect(
      (await fitModel(options({ config: TIMED, control, newEngine: async () => Object.assign(new ToyEngine(), { tune: skipped }) })))
        .reason,
    ).toBe('completed')
    const failing = async () => Promise.reject(new Error('no device'))
    expect(
      (await fitModel(options({ config: TIMED, newEngine: async () => Object.assign(new ToyEngine(), { tune: failing }) }))).reason,
    ).toBe('completed')
    const wrong = async () => Promise.reject(new EngineLostError('no kernel is right', 'validation'))
    const engines = [Object.assign(new ToyEngine(), { tune: wrong }), new ToyEngine()]
    const made = [...engines]
    await fitModel(options({ config: TIMED, newEngine: async () => made.shift()!, reopenAfterMs: [0] }))
    expect(engines.map(({ plans }) => plans.length > 0)).toEqual([false, true])
  })

  it('has kernels timed once, however often the device goes away', async () => {
    const tune = vi.fn(async () => {})
    const lives = [0, 0, Number.POSITIVE_INFINITY]
    const newEngine = async () => Object.assign(new ToyEngine(lives.shift()), { tune })
    expect((await fitModel(options({ config: TIMED, newEngine, reopenAfterMs: [0] }))).reason).toBe('completed')
    expect([lives, tune.mock.calls.length]).toEqual([[], 1])
  })

  it('waits for no timing where it goes on', async () => {
    const snapshots: Snapshot[] = []
    await fitModel(options({ save: async (snapshot) => void snapshots.push(snapshot) }))
    const tune = vi.fn(async () => {})
    await fitModel(options({ config: TIMED, start: snapshots[1]!, newEngine: async () => Object.assign(new ToyEngine(), { tune }) }))
    expect(tune).not.toHaveBeenCalled()
  })

  it('gives the same numbers for the same seed and others for another', async () => {
    const [a, b, c] = await Promise.all([fitModel(options()), fitModel(options()), fitModel(options({ config: { ...CONFIG, seed: 2 } }))])
    expect(weight(a.last)).toBe(weight(b.last))
    expect(weight(a.last)).not.toBe(weight(c.last))
  })

  it.each([
    ['plain', CONFIG],
    ['mixed pictures', MIXED],
    ['mixed pictures and sizes that grow', GROWING],
  ])('goes on from any checkpoint, through its bytes, as if nothing had happened: %s', async (_, config) => {
    const snapshots: Snapshot[] = []
    const save = async (snapshot: Snapshot) => void snapshots.push(snapshot)
    const whole = await fitModel(options({ config, save, snapshotEveryMs: 0 }))
    expect(snapshots.length).toBeGreaterThan(20)
    for (const taken of snapshots) {
      const bytes = await new Blob((await encodeCheckpoint(taken)) as BlobPart[]).arrayBuffer()
      const read = { ...(await decodeCheckpoint(bytes)), best: taken.best }
      const again = await fitModel(options({ config, start: read }))
      expect(weight(again.last)).toBe(weight(whole.last))
      const losses = (r: typeof whole) => r.summary.epochs.map((e) => [e.train.loss, e.val.loss, e.best])
      expect(losses(again)).toEqual(losses(whole))
    }
  })

  it('mixes every batch of training by the run’s own draws, and none that is judged', async () => {
    const plain = await fitModel(options({ config: { ...MIXED, mixup: 0 } }))
    const [mixed, again] = [await fitModel(options({ config: MIXED })), await fitModel(options({ config: MIXED }))]
    expect(weight(mixed.last)).not.toBe(weight(plain.last))
    expect(weight(again.last)).toBe(weight(mixed.last))
    // Of kept features nothing can be mixed: there the options do nothing.
    const cached = { ...CONFIG, mixup: 0.4, trainSizes: '32' }
    expect(weight((await fitModel(options({ config: cached }))).last)).toBe(weight((await fitModel(options())).last))
  })

  it('trains at the sizes of its epochs, judges at the picture size, and finds out before what the device cannot hold', async () => {
    /** Says at which size the network was asked what. */
    class Sized extends ToyEngine {
      readonly asked: string[] = []
      private note(what: string) {
        const now = `${what} ${this.plans.at(-1)!.imageSize}`
        if (this.asked.at(-1) !== now) this.asked.push(now)
      }
      override step(...args: Parameters<ToyEngine['step']>) {
        this.note('trained')
        return super.step(...args)
      }
      override evaluate(...args: Parameters<ToyEngine['evaluate']>) {
        this.note('judged')
        return super.evaluate(...args)
      }
    }
    const engine = new Sized()
    const { last } = await fitModel(options({ config: GROWING, newEngine: async () => engine }))
    expect(engine.asked).toEqual([32, 32, 48, 48].flatMap((size) => [`trained ${size}`, 'judged 64']))
    expect(engine.plans.slice(0, 3).map(({ imageSize }) => imageSize)).toEqual([48, 64, 32])
    // Loading for another size and back takes nothing along: a run whose pictures have the size all along comes to the same.
    expect(weight(last)).toBe(weight((await fitModel(options({ config: { ...GROWING, trainSizes: '' } }))).last))
    class Small extends ToyEngine {
      override async load(...args: Parameters<ToyEngine['load']>) {
        const { imageSize, batch } = args[2]
        const limits = { batch, imageSize, needed: 2, given: 1, suggestedBatch: null }
        if (imageSize > 32) throw new EngineLimitError('too large', limits)
        return super.load(...args)
      }
    }
    const events: RunEvent[] = []
    const refused = fitModel(options({ config: GROWING, events, newEngine: async () => new Small() }))
    await expect(refused).rejects.toMatchObject({ code: 'device-too-small' })
    expect(stepsOf(events)).toEqual([])
  })

  it('survives a lost device with the same numbers, and gives up when it does not stay up', async () => {
    const whole = await fitModel(options())
    const lives = [9, 3, Number.POSITIVE_INFINITY]
    const events: RunEvent[] = []
    const survived = await fitModel(options({ events, newEngine: async () => new ToyEngine(lives.shift()) }))
    expect(weight(survived.last)).toBe(weight(whole.last))
    expect(events.filter((e) => e.type === 'note' && e.note.code === 'device-restored')).toHaveLength(2)
    await expect(fitModel(options({ newEngine: async () => new ToyEngine(2) }))).rejects.toMatchObject({ code: 'device-lost' })
  })

  it('says in the log that threads did not come, where the engine works alone', async () => {
    class Alone extends ToyEngine {
      override readonly info = { ...new ToyEngine().info, alone: true }
    }
    const notes = async (newEngine: FitOptions['newEngine']) => {
      const events: RunEvent[] = []
      await fitModel(options({ events, newEngine }))
      return events.flatMap((event) => (event.type === 'note' && event.note.code === 'one-thread' ? [event.note] : []))
    }
    expect(await notes(async () => new Alone())).toEqual([{ code: 'one-thread' }])
    expect(await notes(async () => new ToyEngine())).toEqual([])
  })

  it('waits for a device that cannot be had at once, and says so when it never comes back', async () => {
    const whole = await fitModel(options())
    const reopenAfterMs = [0, 1, 1]
    let asked = 0
    const newEngine = async () => {
      if (asked++ === 0) return new ToyEngine(9)
      if (asked < 4) throw new Error('no adapter')
      return new ToyEngine()
    }
    expect(weight((await fitModel(options({ newEngine, reopenAfterMs }))).last)).toBe(weight(whole.last))
    const gone = async () => {
      if (asked++ === 0) return new ToyEngine(9)
      throw new Error('no adapter')
    }
    asked = 0
    await expect(fitModel(options({ newEngine: gone, reopenAfterMs }))).rejects.toMatchObject({ code: 'device-lost' })
    expect(asked).toBe(1 + reopenAfterMs.length)
  })

  it.each([
    [32, 32],
    // No run has batches of one.
    [1, null],
  ])('says in plain words that the device is too small: for more than %s pictures', async (suggestedBatch, suggested) => {
    class Small extends ToyEngine {
      override load(): Promise<void> {
        const limits = { batch: 64, imageSize: 224, needed: 206e6, given: 128e6, suggestedBatch }
        return Promise.reject(new EngineLimitError('too small', limits))
      }
    }
    await expect(fitModel(options({ newEngine: async () => new Small() }))).rejects.toMatchObject({
      code: 'device-too-small',
      values: { batch: 64, size: 224, needed: 206e6, given: 128e6, suggested },
    })
  })

  it('has no model to give when it is stopped before the first step', async () => {
    const control = new RunControl()
    const events: RunEvent[] = []
    const emit = (event: RunEvent) => {
      events.push(event)
      if (event.type === 'phase' && event.phase === 'training') control.stop()
    }
    await expect(fitModel(options({ control, emit }))).rejects.toMatchObject({ code: 'stopped-early' })
    expect(events.some((event) => event.type === 'epoch')).toBe(false)
  })

  it('frees the engine when the loss is no longer a number', async () => {
    const engine = new ToyEngine()
    const config = { ...CONFIG, learningRate: Number.NaN }
    await expect(fitModel(options({ config, newEngine: async () => engine }))).rejects.toMatchObject({ code: 'diverged' })
    expect(engine.disposed).toBe(true)
  })

  it('stops after the step under way and still has a validated model', async () => {
    const control = new RunControl()
    const events: RunEvent[] = []
    const emit = (event: RunEvent) => {
      events.push(event)
      if (event.type === 'step' && event.epoch === 1 && event.step === 2) control.stop()
    }
    const result = await fitModel(options({ control, emit }))
    expect(result.reason).toBe('stopped')
    expect(result.summary.epochs).toHaveLength(1)
    expect(stepsOf(events).length).toBeLessThan(6)
  })

  it('stopped within an epoch, gives the end of the epoch before: the weights whose loss is recorded', async () => {
    const control = new RunControl()
    const saved: Snapshot[] = []
    const emit = (event: RunEvent) => {
      if (event.type === 'step' && event.epoch === 2 && event.step === 3) control.stop()
    }
    const save = async (snapshot: Snapshot) => void saved.push(snapshot)
    const { last, summary } = await fitModel(options({ control, emit, save, snapshotEveryMs: 0 }))
    expect(saved.at(-1)!.clock.batch).toBeGreaterThan(0)
    const end = saved.find((s) => s.clock.epoch === 2 && s.clock.batch === 0)!
    expect(weight(last)).toBe(weight(end))
    expect(last.clock).toMatchObject({ epoch: 2, batch: 0, history: summary.epochs })
  })

  it('pauses between steps, keeps a checkpoint, and goes on with the same numbers', async () => {
    const whole = await fitModel(options())
    const control: RunControl = new RunControl((standing) => {
      if (standing === 'paused') queueMicrotask(() => control.resume())
    })
    const saved: Snapshot[] = []
    const emit = (event: RunEvent) => {
      if (event.type === 'step' && event.epoch === 2 && event.step === 3) control.pause()
    }
    const paused = await fitModel(options({ control, emit, save: async (s) => void saved.push(s) }))
    expect(weight(paused.last)).toBe(weight(whole.last))
    expect(saved.some((s) => s.clock.epoch === 2 && s.clock.batch > 0)).toBe(true)
  })

  it('unfreezes block by block where asked to', async () => {
    const engine = new ToyEngine()
    const config: RunConfig = { ...CONFIG, strategy: 'gradual', unfreezeEvery: 1 }
    const events: RunEvent[] = []
    await fitModel(options({ config, events, newEngine: async () => engine }))
    expect(engine.plans.map((plan) => plan.frozenBlocks)).toEqual([5, 4, 3, 2, 6])
    expect(events.flatMap((e) => (e.type === 'note' && e.note.code === 'unfroze' ? [e.note.block] : []))).toEqual([
      'layer4',
      'layer3',
      'layer2',
    ])
  })

  it('unfreezes at chosen epochs, several blocks at once, and counts the updates of each block, through a resume', async () => {
    const config: RunConfig = { ...CONFIG, strategy: 'gradual', unfreezeAt: '2,2,4', accumulate: 2 }
    const steps: unknown[][] = []
    class Spy extends ToyEngine {
      override step(...args: Parameters<ToyEngine['step']>) {
        const { step, update, blockSteps } = args[1]
        if (update) steps.push([step, blockSteps])
        return super.step(...args)
      }
    }
    const engine = new Spy()
    const events: RunEvent[] = []
    const snapshots: Snapshot[] = []
    const save = async (snapshot: Snapshot) => void snapshots.push(snapshot)
    await fitModel(options({ config, events, save, newEngine: async () => engine }))
    expect(engine.plans.map((plan) => plan.frozenBlocks)).toEqual([5, 3, 2, 6])
    expect(events.flatMap((e) => (e.type === 'note' && e.note.code === 'unfroze' ? [`${e.note.epoch} ${e.note.block}`] : []))).toEqual([
      '2 layer4',
      '2 layer3',
      '4 layer2',
    ])
    // Six batches, three updates an epoch: the blocks of epoch 2 begin with update 4, that of epoch 4 with update 10.
    expect(steps[2]).toEqual([3, { fc: 3 }])
    expect(steps[3]).toEqual([4, { fc: 4, layer4: 1, layer3: 1 }])
    expect(steps.at(-1)).toEqual([12, { fc: 12, layer4: 9, layer3: 9, layer2: 3 }])
    const whole = steps.splice(0)
    await fitModel(options({ config, start: snapshots[2]!, newEngine: async () => new Spy() }))
    expect(steps).toEqual(whole.slice(9))
  })

  it('accumulates gradients in shares that sum to one, the last group of an epoch included', async () => {
    const shares: [number, boolean][] = []
    class Spy extends ToyEngine {
      override step(...args: Parameters<ToyEngine['step']>) {
        shares.push([args[1].gradientScale, args[1].update])
        return super.step(...args)
      }
    }
    await fitModel(options({ config: { ...CONFIG, epochs: 1, accumulate: 4 }, newEngine: async () => new Spy() }))
    expect(shares.map(([share]) => share)).toEqual([0.25, 0.25, 0.25, 0.25, 4 / 6, 2 / 6])
    expect(shares.map(([, update]) => update)).toEqual([false, false, false, true, false, true])
  })
})
