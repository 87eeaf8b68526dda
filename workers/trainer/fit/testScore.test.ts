/** The score of the final weights on labelled test pictures: right, asked once, stopped and paused as other passes are, and never the run's undoing. */
import { expect, it } from 'vitest'
import { type Batch, EngineLostError } from '../../engine/engine'
import { difference, SETS, TOLERANCE } from '../../metrics/fixtures/sklearn'
import { denseConfusion, type RunEvent } from '../../protocol'
import { type FeatureSet, testFeatures } from '../features/features'
import { TOY_CONFIG } from '../testing/timedRun'
import { ToyEngine } from '../testing/toyEngine'
import type { LoadedBatch, TestSource } from './batches'
import { RunControl } from './control'
import { type TestScoreOptions, testScore } from './testScore'

const PICTURES = 11
const CLASSES = ['cat', 'dog']
const nameOf = (id: number) => `${id}.jpg`

/** @param bad ids that cannot be read */
function pictures(bad: readonly number[] = [], count = PICTURES): TestSource {
  async function* batches(signal: AbortSignal): AsyncGenerator<LoadedBatch> {
    for (let at = 0; at < count; at += 4) {
      signal.throwIfAborted()
      const all = Array.from({ length: Math.min(4, count - at) }, (_, i) => at + i)
      const ids = all.filter((id) => !bad.includes(id))
      const labels = Int32Array.from(ids, (id) => id % 2)
      yield {
        n: ids.length,
        input: { kind: 'pixels', pixels: Uint8Array.from(ids) },
        labels,
        ids,
        failed: all.filter((id) => bad.includes(id)),
      }
    }
  }
  return { count, pathOf: nameOf, open: async () => batches }
}

/** Says cat of the first pictures and dog of all others; counts what it is asked. */
class SureEngine extends ToyEngine {
  asked = 0
  constructor(private loses = 0) {
    super()
  }
  override async evaluate({ input, n }: Batch): Promise<Float32Array> {
    if (this.loses-- > 0) throw new EngineLostError('unplugged', 'lost')
    this.asked += n
    const values = input.kind === 'pixels' ? input.pixels : input.kind === 'features' ? input.features : []
    return Float32Array.from({ length: 2 * n }, (_, i) => (Number((values[i >> 1] ?? 0) >= 3) === i % 2 ? 1 : 0))
  }
  override async features({ input }: Batch): Promise<Float32Array> {
    return Float32Array.from(input.kind === 'pixels' ? input.pixels : [])
  }
}

async function run(
  over: Partial<TestScoreOptions> = {},
  onEvent: (event: RunEvent, control: RunControl) => void = () => {},
  onPaused: (control: RunControl) => void = () => {},
) {
  const events: RunEvent[] = []
  const standings: string[] = []
  const control = new RunControl((standing) => {
    standings.push(standing)
    if (standing === 'paused') onPaused(control)
  })
  const found = await testScore({
    engine: new SureEngine(),
    reopen: async () => new SureEngine(),
    count: PICTURES,
    pictures: async () => pictures(),
    classes: CLASSES,
    epoch: 3,
    control,
    emit: (event) => {
      events.push(event)
      onEvent(event, control)
    },
    ...over,
  })
  const notes = events.flatMap((event) => (event.type === 'note' ? [event.note] : []))
  return { ...found, events, notes, standings }
}

it('counts every picture once, and says whose weights they are', async () => {
  const engine = new SureEngine()
  const { score, events } = await run({ engine })
  // Cats 0 and 2 and dogs 3, 5, 7, 9 are right.
  expect(score).toMatchObject({
    epoch: 3,
    judged: 11,
    unread: 0,
    scores: { accuracy: 6 / 11 },
    confusion: { cells: [0, 0, 2, 0, 1, 4, 1, 0, 1, 1, 1, 4] },
  })
  expect(engine.asked).toBe(11)
  expect(events.map(({ type }) => type)).toEqual(['phase', 'test-progress', 'test-progress', 'test-progress', 'test-progress', 'tested'])
})

it.each([0, 1, 2].map((i) => SETS[i]!))('gives what scikit-learn gives for $classes classes', async (set) => {
  const { labels, probabilities, classes } = set
  class Answers extends ToyEngine {
    override async evaluate() {
      return Float32Array.from(probabilities, (p) => Math.log(Math.max(p, Number.EPSILON)))
    }
  }
  const ids = labels.map((_, i) => i)
  const all: LoadedBatch = {
    n: ids.length,
    input: { kind: 'pixels', pixels: new Uint8Array() },
    labels: Int32Array.from(labels),
    ids,
    failed: [],
  }
  async function* one() {
    yield all
  }
  const source: TestSource = { count: ids.length, pathOf: nameOf, open: async () => one }
  const names = Array.from({ length: classes }, (_, c) => `class ${c}`)
  const { score } = await run({ engine: new Answers(), count: ids.length, pictures: async () => source, classes: names })
  expect(denseConfusion(score!.confusion)).toEqual(set.confusion)
  for (const figure of ['precision', 'recall', 'f1', 'support'] as const)
    expect(
      difference(
        score!.perClass.map((one) => one[figure]),
        set[figure],
      ),
    ).toBeLessThan(TOLERANCE)
  expect(difference([score!.scores.accuracy], [set.accuracy])).toBeLessThan(TOLERANCE)
  // The logits are f32 here.
  expect(score!.scores.loss).toBeCloseTo(set.logLoss, 4)
})

it('without labelled test pictures there is no such phase', async () => {
  const { score, events } = await run({ count: 0 })
  expect([score, events]).toEqual([null, []])
})

it('names and counts a picture that cannot be read, and one that is gone counts too', async () => {
  const { score, notes } = await run({ pictures: async () => pictures([1]), count: 12 })
  expect(score).toMatchObject({ judged: 10, unread: 2 })
  expect(notes).toEqual([{ code: 'test-picture-left-out', path: '1.jpg' }])
})

it('where none can be read there is no score, and the log says so', async () => {
  const { score, notes } = await run({ pictures: async () => pictures([0, 1], 2), count: 2 })
  expect(score).toBeNull()
  expect(notes.at(-1)).toEqual({ code: 'test-not-scored', why: 'unreadable', detail: '' })
})

it('stopped at any moment it ends without a score, and the engine stays', async () => {
  const whole = await run()
  for (let moment = 1; moment < whole.events.length - 1; moment++) {
    const seen: RunEvent[] = []
    const { score, notes, engine } = await run({}, (event, control) => {
      if (seen.push(event) === moment) control.stop()
    })
    expect([score, notes.at(-1)]).toEqual([null, { code: 'test-not-scored', why: 'stopped', detail: '' }])
    expect(engine).not.toBeNull()
  }
})

it('paused at any moment it stands still, goes on, and finds the same', async () => {
  const whole = await run()
  for (let moment = 1; moment < whole.events.length - 1; moment++) {
    const seen: RunEvent[] = []
    const { score, standings } = await run(
      {},
      (event, control) => {
        if (seen.push(event) === moment) control.pause()
      },
      (control) => void setTimeout(() => control.resume(), 1),
    )
    expect(standings).toEqual(['pausing', 'paused', 'going'])
    expect(score).toEqual(whole.score)
  }
})

it('a lost device is opened again, once; the pictures are still counted once', async () => {
  const { score, notes } = await run({ engine: new SureEngine(1) })
  expect(score?.judged).toBe(11)
  expect(notes).toEqual([{ code: 'device-restored', detail: 'unplugged' }])
  const gone = await run({ engine: new SureEngine(1), reopen: async () => new SureEngine(1) })
  expect([gone.score, gone.engine, gone.notes.at(-1)]).toEqual([
    null,
    null,
    { code: 'test-not-scored', why: 'failed', detail: 'unplugged' },
  ])
  const refused = await run({ engine: new SureEngine(1), reopen: () => Promise.reject(new Error('no device')) })
  expect([refused.score, refused.engine, refused.notes.at(-1)]).toEqual([
    null,
    null,
    { code: 'test-not-scored', why: 'failed', detail: 'no device' },
  ])
})

it('whatever else fails costs the score and nothing else', async () => {
  const { score, engine, notes } = await run({ pictures: () => Promise.reject(new Error('the folder is gone')) })
  expect([score, notes]).toEqual([null, [{ code: 'test-not-scored', why: 'failed', detail: 'the folder is gone' }]])
  expect(engine).not.toBeNull()
})

it('on cached features it finds the same, and a second run makes none', async () => {
  const kept = new Map<string, FeatureSet>()
  const store = {
    read: async (key: string) => kept.get(key) ?? null,
    write: async (key: string, set: FeatureSet) => void kept.set(key, set),
  }
  let made = 0
  class Backbone extends SureEngine {
    override features(batch: Batch) {
      made += batch.n
      return super.features(batch)
    }
  }
  const source = testFeatures({ config: TOY_CONFIG, pictures: pictures([1]), featureWidth: 1, key: 'k', labelOf: (id) => id % 2, store })
  const plain = await run({ pictures: async () => pictures([1]) })
  for (const round of [1, 2]) {
    const { score, notes, events } = await run({ engine: new Backbone(), pictures: async () => source })
    expect([round, score, notes]).toEqual([round, plain.score, plain.notes])
    const progress = events.flatMap((event) => (event.type === 'test-progress' ? [event.done] : []))
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  }
  expect([made, [...kept.keys()]]).toEqual([10, ['k-test']])
})
