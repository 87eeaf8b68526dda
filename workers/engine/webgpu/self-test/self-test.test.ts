/** Broken kernels of five kinds: each is found by its name, and the next family's taken in its place; where none is left, none is. */
import { describe, expect, it } from 'vitest'
import { createWasmEngine } from '../../wasm/create'
import { type OpenedDevice, openDevice } from '../device'
import { WITHIN } from '../testing/all-shapes'
import { type Break, brokenDevice } from '../testing/broken-device'
import { IN_DENO } from '../testing/families'
import { nodeGpu } from '../testing/node-gpu'
import { selfTest } from './self-test'

const broken = (kernel: RegExp, how: Break, hung?: () => void) => async (): Promise<OpenedDevice> => {
  const opened = await openDevice(nodeGpu())
  return { ...opened, device: brokenDevice(opened.device, kernel, how, hung), family: 'tiles' }
}
const reference = () => createWasmEngine()
/** A machine as busy as this may be is waited for; what hangs is said. */
const patient = () => () => {}

it('trusts an adapter that computes what it should', { timeout: WITHIN }, async () => {
  const opened = await openDevice(nodeGpu())
  opened.device.destroy()
  const { family } = opened
  const convs = { forward: family, 'input-gradient': family, 'filter-gradient': family }
  expect(await selfTest(() => openDevice(nodeGpu()), reference, patient)).toEqual({
    ...{ family, convs, faults: [] },
    // SwiftShader has no f16.
    ...(IN_DENO ? { half: true } : {}),
  })
})

/** A device that the first kernel takes down. */
const takenDown = () => {
  const device = { features: new Set(), limits: {}, lost: Promise.resolve({ reason: 'unknown' }), destroy: () => {} }
  return {
    device: device as unknown as GPUDevice,
    name: 'Rocket',
    software: false,
    info: {} as GPUAdapterInfo,
    features: [],
    family: 'tiles',
  } as OpenedDevice
}

it.each([
  ['none comes again: nothing is trusted', Number.POSITIVE_INFINITY, [['tiles', 'gone']]],
  [
    'one comes after a moment: it goes on',
    2,
    [
      ['tiles', 'silent'],
      ['registers', 'silent'],
    ],
  ],
] as const)('a kernel takes the device down, and %s', { timeout: WITHIN }, async (_, refused, found) => {
  let asked = 0
  const open = async () => {
    if (asked++ > 0 && asked <= 1 + refused) throw new Error('no adapter')
    return takenDown()
  }
  const { family, convs, faults } = await selfTest(open, reference, patient, [0, 1, 1])
  expect([family, convs]).toEqual([null, null])
  expect(faults.map((fault) => [fault.family, fault.what])).toEqual(found)
})

const BREAKS: readonly (readonly [string, RegExp, Break, { what: string; kernel: RegExp; detail: RegExp }])[] = [
  [
    'a result that is wrong by a thousandth',
    /^conv-forward-tiles 3x3/,
    (code) => code.replaceAll('y[o] = acc', 'y[o] = 1.001 * acc'),
    { what: 'wrong', kernel: /^conv-forward-tiles 3x3/, detail: /^relative error 0\.00100/ },
  ],
  [
    'not a number, and only backwards',
    /^conv-input-gradient-tiles 1x1/,
    (code) => code.replace('dx[at] = acc', 'dx[at] = bitcast<f32>(0x7fc00000u | step.n) * acc'),
    { what: 'wrong', kernel: /^conv-input-gradient-tiles 1x1/, detail: /^relative error NaN/ },
  ],
  [
    'a kernel that does not compile',
    /^conv-filter-gradient-tiles 7x7/,
    (code) => `${code}\nfn broken() -> u32 { return 1.5; }`,
    { what: 'refused', kernel: /^conv-filter-gradient-tiles 7x7/, detail: /./ },
  ],
  [
    'a kernel that is wrong only in the last tile, which is not a whole one',
    /^conv-forward-tiles 3x3/,
    (code) => code.replaceAll('y[o] = acc', 'y[o] = select(acc, vec4f(0), rowFrom + 64u > rows)'),
    { what: 'wrong', kernel: /^conv-forward-tiles 3x3/, detail: /^relative error/ },
  ],
  [
    'a kernel that never ends',
    /^conv-filter-gradient-tiles 3x3/,
    'hang',
    { what: 'silent', kernel: /^conv-filter-gradient-tiles 3x3/, detail: /no answer/ },
  ],
]

function finds(): void {
  it.each(BREAKS)('%s', { timeout: WITHIN }, async (_, kernel, how, { what, ...rest }) => {
    let give = () => {}
    const patience = (tell: () => void) => {
      give = tell
      return () => {}
    }
    const { family, convs, faults } = await selfTest(
      broken(kernel, how, () => give()),
      reference,
      patience,
    )
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatchObject({ family: 'tiles', what })
    expect(faults[0]!.kernel).toMatch(rest.kernel)
    expect(faults[0]!.detail).toMatch(rest.detail)
    // Only what was wrong is replaced.
    expect(family).toBe('tiles')
    const { direction } = faults[0]!
    expect(convs).toEqual({ forward: 'tiles', 'input-gradient': 'tiles', 'filter-gradient': 'tiles', [direction!]: 'registers' })
  })

  it('one direction of which no family is right: none is trusted, and nothing else is tried', { timeout: WITHIN }, async () => {
    const { family, convs, faults } = await selfTest(
      broken(/^conv-forward-/, (code) => code.replaceAll(/y\[(o.*?)\] = /g, 'y[$1] = 1.01 * ')),
      reference,
      patient,
    )
    expect([family, convs]).toEqual([null, null])
    expect(faults.map((fault) => [fault.family, fault.direction])).toEqual([
      ['tiles', 'forward'],
      ['registers', 'forward'],
    ])
  })

  it('mixed precision that is wrong, or overlooks an overflow: the family is trusted in f32', { timeout: WITHIN }, async () => {
    const wrongs: readonly (readonly [RegExp, (code: string) => string])[] = [
      [/^bn-apply.*f16/, (code) => code.replace('vec4h(', 'vec4h(1.5 * ')],
      [/^unscale/, (code) => code.replace('bad |=', 'bad &=')],
    ]
    for (const [kernel, how] of wrongs) {
      const { family, half, faults } = await selfTest(broken(kernel, how), reference, patient)
      expect({ family, half }).toEqual({ family: 'tiles', half: false })
      expect(faults).toMatchObject([{ family: 'tiles', half: true, what: 'wrong' }])
    }
  })

  it('a kernel that all families share: none of them is trusted', { timeout: WITHIN }, async () => {
    const { family, faults } = await selfTest(
      broken(/^bn-apply/, (code) => code.replace('y[i] = ', 'y[i] = 1.01 * ')),
      reference,
      patient,
    )
    expect(family).toBeNull()
    expect(faults.map((fault) => fault.family)).toEqual(['tiles', 'registers'])
    expect(faults.map(({ what }) => what)).toEqual(['wrong', 'wrong'])
  })
}
// SwiftShader takes minutes to compile what lavapipe compiles in seconds; what is tried here is the test and not the adapter.
if (IN_DENO) describe('finds, and gets over', () => finds())
