/** Files that torch.save wrote (tools/fixtures/torch_files.py), read without Python. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HAS_TORCH, python } from '../../../export/fixtures/python'
import { readSafetensors } from '../../../model/safetensors'
import type { ParamMap } from '../../../model/spec'
import { networkIn } from '../names'
import { readTensors } from '../tensors'
import { broughtWeights } from '../weights'
import { readTorchFile } from './file'

const STARTER = join(import.meta.dirname, '../../../../public/models/resnet18-starter.safetensors')
const SCRIPT = join(import.meta.dirname, '../../../../tools/fixtures/torch_files.py')

describe.runIf(HAS_TORCH)('files of PyTorch’s', () => {
  let folder = ''
  let expected: ReadonlyMap<string, readonly [shape: readonly number[], values: readonly number[]]> = new Map()
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'torch-files-'))
    python([SCRIPT, folder, STARTER], folder)
    expected = new Map(
      Object.entries(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, [number[], number[]]>),
    )
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true }))

  const bytesOf = (name: string) => new Uint8Array(readFileSync(join(folder, name)))
  const isSmalls = (name: string): boolean => expected.has(name)
  const small = (form: string) => readTensors(bytesOf(`small-${form}.pt`), `small-${form}.pt`, isSmalls)

  /** Within so much, relative. */
  function isSame(params: ParamMap, factor = 1, within = 0): void {
    expect([...params.keys()].toSorted()).toEqual([...expected.keys()].toSorted())
    for (const [name, [shape, values]] of expected) {
      expect(params.get(name)!.shape).toEqual(shape)
      values.forEach((value, i) => {
        const found = params.get(name)!.data[i]!
        expect(Math.abs(found - Math.fround(value) * (name.endsWith('tracked') ? found / (value || 1) : factor))).toBeLessThanOrEqual(
          within * Math.abs(value),
        )
      })
    }
  }

  test.each([
    ...[
      'state',
      'name-of-21-char',
      'folds',
      'old',
      'whole',
      'whole-old',
      'script',
      'views',
      'double',
      'checkpoint',
      'classes',
      'easy',
      'nested',
      'parameters',
      'shared',
    ],
  ])('%s: every number of the state dict, by its names', async (form) => {
    const { params, among } = await small(form)
    isSame(params)
    expect(among).toBeNull()
  })

  test.each([
    ['half', 2 ** -10],
    ['bfloat', 2 ** -7],
  ])('%s: as near as its type', async (form, within) => isSame((await small(form)).params, 1, within))

  test('of averaged weights and others the averaged are taken, and said', async () => {
    const { params, among } = await small('averaged')
    isSame(params, 2)
    expect(among).toBe('state_dict_ema')
  })

  test('of two networks the first is taken, and said', async () => {
    const { params, among } = await small('two')
    isSame(params)
    expect(among).toBe('student')
  })

  test.each(['ema_model', 'ema'])('averaged weights are taken behind a prefix too: %s', async (prefix) => {
    const { params, among } = await small(`averaged-${prefix}`)
    isSame(params, 2)
    expect(among).toBe(prefix)
  })

  test('a module that stands in another under two names is there twice', async () => {
    const { params } = await readTensors(bytesOf('small-twice.pt'), 'x.pt', () => true)
    expect([...params.keys()].toSorted()).toEqual(['first.bias', 'first.weight', 'second.bias', 'second.weight'])
  })

  test('modules within modules without end are refused in time', async () => {
    await expect(small('graph')).rejects.toMatchObject({ values: { detail: 'it describes more parts of networks than are read.' } })
  })

  test('a thousand tensors of the same numbers are refused before memory is', async () => {
    await expect(readTensors(bytesOf('small-again.pt'), 'x.pt', () => true)).rejects.toMatchObject({
      code: 'weights-torch',
      values: { detail: 'its tensors have more numbers than the file can hold.' },
    })
  })

  test('lists within lists are no deeper than dictionaries', async () => {
    await expect(small('lists')).rejects.toMatchObject({ code: 'weights-torch', values: { detail: 'it holds no tensors with names.' } })
  })

  test('a zip of others is told as that', async () => {
    await expect(small('zip')).rejects.toMatchObject({ code: 'weights-other-kind', values: { file: 'small-zip.pt', kind: 'zip' } })
  })

  test('what a pickle would have Python call is not called', async () => {
    isSame((await small('calls')).params)
    expect(existsSync(join(folder, 'ran'))).toBe(false)
  })

  test.each([
    ['nothing', 'it holds no tensors with names.'],
    ['grown', 'it holds no tensors with names.'],
    ['pickle', 'it is a pickle that torch.save did not write.'],
    ['many', 'it describes more than 65536 tensors.'],
    ['order', 'it is a zip that is damaged or cut short.'],
    ['spoilt', 'it is a zip that is damaged or cut short.'],
  ])('%s is refused', async (form, detail) => {
    await expect(small(form)).rejects.toMatchObject({ code: 'weights-torch', values: { file: `small-${form}.pt`, detail } })
  })

  test.each(['state', 'old', 'whole', 'script'])(
    '%s, cut short or changed anywhere, is refused or read, never anything else',
    async (form) => {
      const whole = bytesOf(`small-${form}.pt`)
      for (let at = 5; at < whole.length; at += Math.ceil(whole.length / 25)) {
        const bytes = [whole.slice(0, at), whole.map((byte, i) => (i === at ? byte ^ 0x55 : byte))]
        for (const damaged of bytes)
          await readTensors(damaged, 'x.pt', isSmalls).catch((error: unknown) =>
            expect(error).toMatchObject({ code: expect.stringMatching(/^weights-(torch|malformed|onnx|other-kind)$/) }),
          )
      }
    },
  )

  test('a Lightning checkpoint of a ResNet18 with a head of its own is weights as any other', async () => {
    const { info, params, head } = await broughtWeights('epoch=3.ckpt', bytesOf('starter.ckpt').buffer)
    expect(info).toMatchObject({ name: 'epoch=3.ckpt', depth: '18', attention: 'none', bundled: false, model: null })
    expect(head).toBeNull()
    const { tensors } = readSafetensors(readFileSync(STARTER), (name) => !name.startsWith('fc.'))
    for (const [name, { shape, data }] of tensors) {
      if (!params.has(name)) expect(name).toMatch(/num_batches_tracked$/)
      else {
        expect(params.get(name)!.shape).toEqual(shape)
        expect(Buffer.compare(new Uint8Array(params.get(name)!.data.buffer), new Uint8Array(data.buffer)), name).toBe(0)
      }
    }
    expect(params.size).toBeGreaterThan(99)
  })

  test('the description alone is read before numbers are asked for', async () => {
    const { bags } = await readTorchFile(bytesOf('small-checkpoint.pt'))
    expect(bags.map(({ path, tensors }) => [path.join('.'), tensors.size])).toContainEqual(['state_dict', expected.size])
  })
})

test.each([
  ['\x89HDF\r\n\x1a\n', 'keras'],
  ['\x1c\0\0\0TFL3', 'tflite'],
  ['GGUF\x03', 'gguf'],
  ['<!DOCTYPE html>', 'html'],
  [`model.pth${'\0'.repeat(248)}ustar`, 'tar'],
])('a file of another program is told by what it begins with: %j', async (start, kind) => {
  const bytes = Uint8Array.from({ length: 512 }, (_, i) => start.charCodeAt(i) || 0)
  await expect(readTensors(bytes, 'x.pth', () => true)).rejects.toMatchObject({
    code: 'weights-other-kind',
    values: { file: 'x.pth', kind },
  })
})

test('of two networks of different depth the larger is taken, and which it was is said', () => {
  const names = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}n${i}`)
  const isKnown = (name: string) => /^n\d+$/.test(name)
  const found = (...counts: number[]) =>
    networkIn([{ path: ['model'], names: [...names('student.', counts[0]!), ...names('teacher.module.', counts[1]!)] }], isKnown)
  expect(found(60, 160)).toMatchObject({ prefix: 'teacher.module.', among: 'model.teacher.module' })
  expect(found(10, 160)).toMatchObject({ prefix: 'teacher.module.', among: null })
})

test('names are found behind whatever stands before all of them', () => {
  const isKnown = (name: string) => ['conv1.weight', 'layer1.0.conv1.weight', 'bn1.bias'].includes(name)
  const names = ['conv1.weight', 'layer1.0.conv1.weight', 'bn1.bias', 'loss.weight']
  const behind = (prefix: string) => networkIn([{ path: [], names: names.map((name) => prefix + name) }], isKnown)
  expect(['', 'module.', 'module._orig_mod.', 'net.backbone.'].map((prefix) => behind(prefix).prefix)).toEqual([
    ...['', 'module.', 'module._orig_mod.', 'net.backbone.'],
  ])
  expect(networkIn([{ path: [], names: ['a', 'b'] }], isKnown)).toMatchObject({ prefix: '', among: null })
})
