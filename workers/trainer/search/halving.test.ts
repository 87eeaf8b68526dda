import { expect, test } from 'vitest'
import { DEFAULT_CONFIG, type TrialFigure } from '../../protocol'
import { bestOf, nextHead, stagesOf, type Tried } from './halving'
import { HEADS, headConfigs, STAGES, wholeConfigs } from './space'

const figure = (accuracy: number, loss = 0.5): TrialFigure => ({ epochs: 2, accuracy, loss, judged: 100, own: accuracy })
const heads = (...figures: readonly (readonly TrialFigure[] | 'failed')[]): Tried[] =>
  figures.map((one, i) => ({ number: i + 1, figures: one === 'failed' ? [] : one, failed: one === 'failed' }))

/** Plays a whole search in which a trial's accuracy is a function of its number. */
function played(accuracyOf: (number: number, stage: number) => number): {
  readonly order: readonly string[]
  readonly heads: readonly Tried[]
} {
  let now = heads(...Array.from({ length: HEADS }, () => []))
  const order: string[] = []
  for (let next = nextHead(now); next; next = nextHead(now)) {
    const { number, stage } = next
    order.push(`${number}@${STAGES[stage]}`)
    now = now.map((one) => (one.number === number ? { ...one, figures: [...one.figures, figure(accuracyOf(number, stage))] } : one))
  }
  return { order, heads: now }
}

test('the best third of each stage goes on, and what was found last decides', () => {
  const { order, heads: all } = played((number, stage) => (stage === 2 ? 1 - number / 100 : number / 100))
  expect(order).toHaveLength(HEADS + 4 + 2)
  expect(order.slice(HEADS)).toEqual(['9@6', '10@6', '11@6', '12@6', '11@18', '12@18'])
  expect(stagesOf(all).map((stage) => stage.length)).toEqual([12, 4, 2])
  expect(bestOf(all, [], 0)).toBe(11)
})

test('equals are told apart by their loss, then by their place; one whose loss ran away is waited for no more', () => {
  const rest = Array.from({ length: 8 }, () => [figure(0.1)])
  const [first, second] = stagesOf(heads([figure(0.9, 0.4)], [figure(0.9, 0.3)], [figure(0.9, 0.3)], 'failed', ...rest))
  expect(first).toHaveLength(12)
  expect(second?.map(({ number }) => number)).toEqual([1, 2, 3, 5])
  expect(nextHead(heads('failed', 'failed'))).toBeNull()
  expect(bestOf(heads('failed', 'failed'), [], 0)).toBeNull()
})

test('a whole network that few pictures judged is taken only where it is better by more than chance', () => {
  const head = heads([figure(0.9)])
  const whole = (accuracy: number) => [{ number: 13, figures: [figure(accuracy)], failed: false }]
  expect(bestOf(head, whole(0.93), 0)).toBe(13)
  expect(bestOf(head, whole(0.93), 5)).toBe(1)
  expect(bestOf(head, whole(0.99), 5)).toBe(13)
})

test('a plan follows from recipe and seed alone; it begins with the recipe as it is, and no stage of a trial depends on how many follow', () => {
  const own = { ...DEFAULT_CONFIG, strategy: 'full', schedule: 'one-cycle', weightDecay: 0.01, seed: 5, imageSize: 64 } as const
  const plan = headConfigs(own, [100, 100])
  expect(headConfigs(own, [100, 100])).toEqual(plan)
  expect(headConfigs({ ...plan[0]!, epochs: 18 }, [100, 100])).toEqual(plan)
  expect(headConfigs({ ...own, seed: 6 }, [100, 100])).not.toEqual(plan)
  expect(plan).toHaveLength(HEADS)
  expect(plan[0]).toMatchObject({ strategy: 'feature-extraction', schedule: 'constant', weightDecay: 0.01, cachedViews: 4 })
  for (const config of plan) {
    expect(['cosine', 'one-cycle']).not.toContain(config.schedule)
    expect(config).toMatchObject({ imageSize: 64, seed: 5, epochs: STAGES[0], balance: 'none' })
  }
  // Every twelfth of the range of rates has one.
  const rates = plan.slice(1).map(({ learningRate }) => Math.floor((11 * Math.log(learningRate / 0.99e-4)) / Math.log(300)))
  expect(new Set(rates).size).toBeGreaterThanOrEqual(10)
  expect(new Set(headConfigs(own, [100, 20]).map(({ balance }) => balance))).toEqual(new Set(['none', 'weighted']))
  expect(wholeConfigs(plan[3]!).map(({ strategy, head }) => [strategy, head])).toEqual(
    Array.from({ length: 5 }, () => ['full', plan[3]!.head]),
  )
})
