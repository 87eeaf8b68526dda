/** What the device's chip tells of a graphics card that computes something wrongly. */
import { describe, expect, it } from 'vitest'
import type { DeviceInfo } from '../../workers/protocol'
import { drawn, inHtml } from '../testing/drawn'
import { DeviceChip } from './DeviceChip'
import { DeviceDetails } from './DeviceDetails'
import { en } from './words/en'
import { zh } from './words/zh'

const REPORT = `Trainyard's WebGPU kernels (revision 3f9a) passed their self-test and failed when a network first needed them.
Adapter: Acme <Rocket> (vendor "acme", architecture "rocket", device "")
- tiles: gelu #: wrong: relative error 0.532 (networks that need it are computed by the processor)`
const CARD: DeviceInfo = { backend: 'webgpu', device: 'Acme Rocket', software: false, why: 'hardware-gpu', threads: 0 }
const PROCESSOR: DeviceInfo = { backend: 'wasm', device: 'wasm, 8 threads', software: true, why: 'gpu-wrong', threads: 8 }

describe.each([
  ['en', en],
  ['zh', zh],
] as const)('in %s', (language, { device: words }) => {
  const of = (device: DeviceInfo, report?: string) =>
    drawn(
      <DeviceDetails device={device} onMeasure={() => {}} />,
      { deviceOffer: { device, others: [], ...(report ? { report } : {}) } },
      language,
    )

  it('shows the whole report, to be copied, and why the processor trains', () => {
    const html = of(PROCESSOR, REPORT)
    for (const part of [REPORT, words.report.what, words.report.copy, words.why['gpu-wrong']]) expect(html).toContain(inHtml(part))
  })

  it('does not look for a device that is not here for ever', () => {
    const chip = (hasNoDevice: boolean) => drawn(<DeviceChip taken={null} />, { hasNoDevice }, language)
    expect(chip(false)).toContain(inHtml(words.asking))
    expect(chip(true)).toContain(inHtml(words.none))
    expect(chip(true)).not.toContain(inHtml(words.asking))
  })

  it('speaks of no report where the card is right', () => {
    const html = of(CARD)
    expect(html).toContain(inHtml(words.why['hardware-gpu']))
    for (const part of [words.report.what, words.report.copy]) expect(html).not.toContain(inHtml(part))
  })
})
