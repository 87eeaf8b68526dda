/** What of a model is handed to the worker that pushes it. */
import { expect, test } from 'vitest'
import { hubFiles } from '../../export/hub/folder'
import { Problem, type PushOrder } from '../../protocol'
import type { Push, PushTo } from '../../push/push.messages'
import { desk, openPictures, trainedModel } from '../testing/trainedModel'
import { HubPushes } from './hubPushes'
import { known } from './known'

const numbered = (kind: string, from: number, count: number) =>
  Array.from({ length: count }, (_, i) => `holiday/${kind}/IMG_${from + i}.jpg`)
const model = trainedModel({ train: numbered('a', 0, 8), val: numbered('b', 8, 40) })
const order: PushOrder = { repository: 'pets', isPrivate: true, token: 'hf_x', adds: false, licence: null }
const done = { repository: 'ada/pets', isPrivate: true, address: 'https://huggingface.co/ada/pets' }

type Sender = NonNullable<ConstructorParameters<typeof HubPushes>[1]>
const pushes = (push: Sender['push'], at = desk(openPictures(model)), ask: Sender['ask'] = async () => {}) =>
  new HubPushes({ model, free: model, assertFree() {}, ...at } as unknown as ConstructorParameters<typeof HubPushes>[0], { ask, push })

test('the model’s files and nothing else are sent, those that the plan lists; no picture, and no path of one', async () => {
  const given: Push[] = []
  const hub = pushes(async (message) => {
    given.push(message)
    return done
  })
  expect(await hub.push(order, () => {})).toEqual(done)
  const [{ files, order: sent }] = given as [Push]
  expect(sent).toEqual({ repository: 'pets', isPrivate: true, token: 'hf_x', adds: false, empty: [] })
  const expected = hubFiles(known(model))
  expect(files.map(({ path }) => path)).toEqual(Object.keys(expected))
  expect((await hub.plan()).files).toEqual(files.map(({ path, content }) => ({ path, bytes: content.size })))
  for (const { path, content } of files) {
    const bytes = Buffer.from(await content.arrayBuffer())
    expect(bytes.equals(Buffer.from(await new Blob([expected[path]!]).arrayBuffer())), path).toBe(true)
    // The stand-ins for pictures have their path for content.
    expect(bytes.includes('IMG_'), path).toBe(false)
  }
})

test('a licence that was chosen stands in the card; that of the weights is known by itself', async () => {
  const licence = async (changes: Partial<PushOrder>) => {
    let card = ''
    const hub = pushes(async ({ files }) => {
      card = await files.find(({ path }) => path === 'README.md')!.content.text()
      return done
    })
    await hub.push({ ...order, ...changes }, () => {})
    return /^license: (.*)$/m.exec(card)?.[1]
  }
  expect((await pushes(async () => done).plan()).licence).toBe('mit')
  expect([await licence({}), await licence({ licence: 'cc-by-4.0' }), await licence({ licence: 'other' })]).toEqual([
    'mit',
    'cc-by-4.0',
    'mit',
  ])
})

test('a run that began untrained leaves the licence to the person, and says of no weights what theirs is', async () => {
  const untrained = { ...model, facts: { ...model.facts, isUntrained: true as const } }
  const at = { ...desk(openPictures(model)), model: untrained, free: untrained }
  expect(await pushes(async () => done, at).plan()).toMatchObject({ licence: null, base: null })
})

test('nothing is sent where the files do not answer as the studio does', async () => {
  const lying = desk(openPictures(model), { logits: async (_network, _pixels, n) => new Float32Array(n * 2) })
  const hub = pushes(() => Promise.reject(new Error('it was sent')), lying)
  await expect(hub.push(order, () => {})).rejects.toMatchObject({ code: 'export-check-failed' })
})

test('a repository that a try made and left empty is handed to the next ones by its whole name, until it has the model', async () => {
  const empty: PushTo['empty'][] = []
  const hub = pushes(async (message, _signal, told) => {
    empty.push(message.order.empty)
    expect(message.order.adds).toBe(false)
    if (empty.length > 1) return done
    told({ kind: 'made', repository: 'ada/pets' })
    throw new Problem('hub-unreachable', { isOffline: false, detail: 'cut', made: 'ada/pets' })
  })
  await expect(hub.push(order, () => {})).rejects.toMatchObject({ code: 'hub-unreachable' })
  await hub.push({ ...order, repository: 'ada/pets' }, () => {})
  await hub.push(order, () => {})
  expect(empty).toEqual([[], ['ada/pets'], []])
})

test('the token and the name are asked about before the files are made', async () => {
  let isMade = false
  const lying = desk(openPictures(model), {
    logits: async () => {
      isMade = true
      return new Float32Array(0)
    },
  })
  const refused = new Problem('hub-token', { why: 'wrong', made: null })
  const phases: string[] = []
  const hub = pushes(
    () => Promise.reject(new Error('it was sent')),
    lying,
    () => Promise.reject(refused),
  )
  await expect(hub.push(order, ({ phase }) => phases.push(phase))).rejects.toBe(refused)
  expect([phases, isMade]).toEqual([['asking'], false])
})

test('one at a time, and a cancel ends it', async () => {
  const hub = pushes((_message, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))))
  let isSending = () => {}
  const sending = new Promise<void>((resolve) => {
    isSending = resolve
  })
  const pushing = hub.push(order, ({ phase }) => phase === 'making' && isSending())
  await sending
  await expect(hub.push(order, () => {})).rejects.toMatchObject({ code: 'busy' })
  await hub.cancel()
  await expect(pushing).rejects.toMatchObject({ name: 'AbortError' })
})

test('who cancels while the network answers for the check is let go at once, and nothing is sent', { timeout: 10_000 }, async () => {
  let isAsked = () => {}
  const asked = new Promise<void>((resolve) => {
    isAsked = resolve
  })
  const silent = desk(openPictures(model), {
    logits: () => {
      isAsked()
      return new Promise<never>(() => {})
    },
  })
  const hub = pushes(() => Promise.reject(new Error('it was sent')), silent)
  const pushing = hub.push(order, () => {})
  await asked
  await hub.cancel()
  await expect(pushing).rejects.toMatchObject({ name: 'AbortError' })
  // The next one is not refused as the second at a time.
  const next = hub.push(order, () => {})
  await hub.cancel()
  await expect(next).rejects.toMatchObject({ name: 'AbortError' })
})
