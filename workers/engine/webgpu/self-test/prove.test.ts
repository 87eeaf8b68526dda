/** Broken kernels of what other networks than a ResNet have: each is found, and told by the layer and the kernels that are wrong. */
import { describe, expect, it } from 'vitest'
import { buildNetwork } from '../../../model/networks'
import { createWasmEngine } from '../../wasm/create'
import { type OpenedDevice, openDevice } from '../device'
import { WITHIN } from '../testing/all-shapes'
import { type Break, brokenDevice } from '../testing/broken-device'
import { IN_DENO } from '../testing/families'
import { nodeGpu } from '../testing/node-gpu'
import { NARROW_PLAN } from './cases'
import { kindsOf } from './kinds'
import { sampleNetworks } from './networks'
import { prove } from './prove'

const use = { family: 'registers' } as const
const reference = () => createWasmEngine()
const open = () => openDevice(nodeGpu())
const PLAN = { ...NARROW_PLAN, batch: 8, imageSize: 224 }
/** Only the kinds that a kernel of such a name is of, among those of a network. */
const wanted = (arch: Parameters<typeof buildNetwork>[0], kernel: RegExp, plan = PLAN) =>
  new Set([...kindsOf(buildNetwork(arch, { classes: 2 }), plan, use)].filter((kind) => kernel.test(kind)))

const BREAKS: readonly (readonly [string, Parameters<typeof buildNetwork>[0], RegExp, RegExp, Break, { what: string; kernel: RegExp }])[] =
  [
    [
      'attention whose softmax is off by a hundredth',
      'deit_tiny_patch16_224',
      /^attention-softmax #/,
      /^attention-softmax \d/,
      (code) => code.replace('y[begin + k] /= total', 'y[begin + k] *= 1.01 / total'),
      { what: 'wrong', kernel: /attention-softmax .*\(attention attn1 of the sample network/ },
    ],
    [
      'a GELU whose slope is wrong',
      'deit_tiny_patch16_224',
      /^gelu/,
      /^gelu-gradient/,
      (code) => code.replace('g[i] *= ', 'g[i] *= 1.02 * '),
      { what: 'wrong', kernel: /gelu-gradient.*\(activation gelu1 of/ },
    ],
    [
      'a LayerNorm that does not compile',
      'deit_tiny_patch16_224',
      /^layer-norm #/,
      /^layer-norm \d/,
      (code) => `${code}\nfn broken() -> u32 { return 1.5; }`,
      { what: 'refused', kernel: /^layer-norm \d/ },
    ],
    [
      'a depthwise convolution that is wrong backwards',
      'mobilenet_v3_small',
      /^conv-input-gradient-depthwise/,
      /^conv-input-gradient-depthwise/,
      (code) => code.replace('dx[i] = acc', 'dx[i] = 1.01 * acc'),
      { what: 'wrong', kernel: /conv-input-gradient-depthwise.*\(conv \w+ of/ },
    ],
    [
      'a squeeze-and-excitation whose gates get a wrong gradient',
      'se_resnet50',
      /^product-sums/,
      /^product-sums/,
      (code) => code.replace('y[i] = sum', 'y[i] = 1.01 * sum'),
      { what: 'wrong', kernel: /product-sums.*\(mul \w+ of/ },
    ],
    [
      'means and maxima of channels that never come',
      'cbam_resnet50',
      /^mean-max-channels #/,
      /^mean-max-channels \d/,
      'hang',
      { what: 'silent', kernel: /^sample network "meanmax"/ },
    ],
  ]

function finds(): void {
  it.each(BREAKS)('%s', { timeout: WITHIN }, async (_, arch, kinds, kernel, how, expected) => {
    let give = () => {}
    const patience = (tell: () => void) => {
      give = tell
      return () => {}
    }
    const broken = async (): Promise<OpenedDevice> => {
      const opened = await open()
      return { ...opened, device: brokenDevice(opened.device, kernel, how, () => give()) }
    }
    const asked = wanted(arch, kinds)
    expect(asked.size).toBeGreaterThan(0)
    const { right, wrong, fault } = await prove(asked, PLAN, { open: broken, reference, use, patience })
    expect(fault).toMatchObject({ family: 'registers', direction: null, what: expected.what })
    expect(fault!.kernel).toMatch(expected.kernel)
    expect(right.some((kind) => asked.has(kind))).toBe(false)
    expect(wrong.some((kind) => asked.has(kind))).toBe(true)
    // Where a layer of it is named, what every network has is not blamed.
    if (expected.what === 'wrong') expect(wrong.filter((kind) => /^(adam|cross-entropy|sgd)/.test(kind))).toEqual([])
  })

  it('mixed precision whose attention loses what it stores', { timeout: WITHIN }, async () => {
    const mixed = { ...PLAN, precision: 'mixed' } as const
    const broken = async (): Promise<OpenedDevice> => {
      const opened = await open()
      return {
        ...opened,
        device: brokenDevice(opened.device, /^attention-sums .*f16/, (code) => code.replaceAll('vec4h(', 'vec4h(1.7 * ')),
      }
    }
    const asked = wanted('deit_tiny_patch16_224', /^attention-sums .*f16/, mixed)
    const { fault } = await prove(asked, mixed, { open: broken, reference, use, patience: () => () => {} })
    expect(fault).toMatchObject({ half: true, what: 'wrong' })
    expect(fault!.kernel).toContain('attention-sums')
  })

  it.each(sampleNetworks().map(({ spec, imageSize }) => [spec.arch, spec, imageSize] as const))(
    'nothing wrong where nothing is: %s, in both precisions',
    { timeout: WITHIN },
    async (_, spec, imageSize) => {
      for (const precision of ['f32', 'mixed'] as const) {
        const plan = { ...NARROW_PLAN, imageSize, optimizer: 'sgd', ema: true, softLabels: true, precision } as const
        const kinds = kindsOf(spec, plan, use)
        const { right, fault } = await prove(kinds, plan, { open, reference, use, patience: () => () => {} })
        expect(fault).toBeNull()
        expect([...kinds].filter((kind) => !right.includes(kind))).toEqual([])
      }
    },
  )
}
// SwiftShader takes minutes to compile what lavapipe compiles in seconds; what is tried here is the test and not the adapter.
if (IN_DENO) describe('finds', () => finds())

it('asks for nothing where nothing is wanted', async () => {
  const never = () => Promise.reject(new Error('a device was asked for'))
  expect(await prove(new Set(), PLAN, { open: never, reference, use })).toEqual({ right: [], wrong: [], fault: null })
})
