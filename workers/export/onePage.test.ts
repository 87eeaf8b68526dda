import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { prototypesFrom } from '../metrics/prototypesText'
import { resnet } from '../model/resnet'
import type { OnePageAbout } from '../protocol/onePage'
import type { ReadBack } from './builder'
import { exportModel, formulaInput, formulaParams } from './fixtures/formula'
import { HOSTILE } from './fixtures/hostile'
import { largestDifference, runOnnx } from './fixtures/ort'
import { runReport } from './fixtures/report'
import { onePage } from './formats/onePage'
import type { ExportModel } from './model'
import { toOnePage } from './onePage'
import { toOnnx } from './onnx'
import { readOnePage } from './readOnePage'

const PROGRAM = { script: 'document.title = "a < b"', style: 'p { color: red }' }
const modelOf = (classes: readonly string[] = ['cat', 'dog'], size = 32) => {
  const spec = resnet(18, { classes: classes.length, width: 4 })
  return exportModel(spec, formulaParams(spec), size, classes)
}
/** Of networks by `modelOf`. */
const FEATURES = 32
const tellingOf = (threshold: number) => {
  const vectors = Float32Array.from({ length: 3 * FEATURES }, (_, i) => (i % (FEATURES + 1) === 0 ? 1 : 0))
  return { temperature: 1, isFolded: true, loss: null, noneOf: { prototypes: { width: FEATURES, vectors }, threshold, pass: 0.95 } }
}
const UNASKED = {
  project: () => Promise.reject(new Error('not asked for')),
  report: () => Promise.reject(new Error('not asked for')),
  whole: () => Promise.reject(new Error('not asked for')),
}
const pageOf = (model: ExportModel, name = 'pets 1', program = PROGRAM) => toOnePage({ model, run: runReport(), name }, program)
/** The texts of the script elements, as a browser tells where each ends. */
const scriptsOf = (html: string) => Array.from(html.matchAll(/<script\b[^>]*>(.*?)<\/script/gis), ([, text]) => text!)
const aboutOf = (html: string) => JSON.parse(scriptsOf(html)[0]!) as OnePageAbout
const sha = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

describe('the page that is sent', () => {
  it('lets nothing run but its program, and connects to nothing', async () => {
    const html = await (await pageOf(modelOf())).text()
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${sha(PROGRAM.script)} 'wasm-unsafe-eval'`,
      `style-src ${sha(PROGRAM.style)}`,
      'img-src blob: data:',
      "base-uri 'none'",
      "form-action 'none'",
    ])
    expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<title>'))
    expect(scriptsOf(html)[2]).toBe(PROGRAM.script)
    expect(html).toContain(`<style>${PROGRAM.style}</style>`)
    expect(html).not.toMatch(/https?:|\bsrc=|\bon\w+=/)
  })

  it('takes whatever a class, a run or a dataset is called for text', async () => {
    const model = modelOf(HOSTILE)
    const name = HOSTILE.join(' ')
    const html = await (await pageOf({ ...model, facts: { ...model.facts, datasetName: name, baseWeights: name } }, name)).text()
    expect(scriptsOf(html)).toHaveLength(3)
    expect(html.match(/<(script|img|\/script)/gi)).toEqual(['<script', '</script', '<script', '</script', '<script', '</script'])
    const about = aboutOf(html)
    expect(about.classes).toEqual(HOSTILE)
    expect(about).toMatchObject({ name, card: { dataset: name, baseWeights: name } })
  })

  it('says what the other files say', async () => {
    const { card, ...about } = aboutOf(await (await pageOf(modelOf(['cat', 'dog'], 45))).text())
    expect(about).toMatchObject({ name: 'pets 1', imageSize: 45, transparency: 'white', arch: 'resnet18' })
    const { best } = runReport().summary
    expect(card.validation.right / card.validation.judged).toBeCloseTo(best.val.accuracy, 6)
    expect(card).toMatchObject({ dataset: 'drawn', baseWeightsLicence: 'MIT', created: '2026-01-01T00:00:00.000Z' })
  })

  it.each([
    { depth: 18, head: 'linear' },
    { depth: 34, head: 'article' },
  ] as const)('is read back as the network that it holds: $depth, $head', async ({ depth, head }) => {
    const spec = resnet(depth, { classes: 3, head, width: 4 })
    const model = exportModel(spec, formulaParams(spec), 32)
    const back = await readOnePage(await pageOf(model))
    expect(back).toMatchObject({ classes: model.classes, imageSize: 32 })
    const input = formulaInput(2, 32)
    const run = async ({ spec: network, params }: Pick<ReadBack, 'spec' | 'params'>) =>
      (await runOnnx(toOnnx({ ...model, spec: network, params }), input, 2, 32)).probabilities
    expect(largestDifference(await run(back), await run(model))).toBeLessThan(2e-4)
  })

  it('is refused where its weights are damaged, or gone', async () => {
    const html = await (await pageOf(modelOf())).text()
    const weights = scriptsOf(html)[1]!
    await expect(readOnePage(new Blob([html.replace(weights, weights.slice(0, -400))]))).rejects.toThrow(/bytes of weights/)
    await expect(readOnePage(new Blob([html.replace('id="weights"', 'id="other"')]))).rejects.toThrow('the page has no weights')
    await expect(readOnePage(new Blob(['<!doctype html>']))).rejects.toThrow('the page has no about')
  })

  it('holds the very prototypes that tell "none of these", and nothing where it is off', async () => {
    const answering = tellingOf(0.75)
    const html = await (await pageOf({ ...modelOf(), answering })).text()
    const { noneOf } = aboutOf(html)
    expect(noneOf).toMatchObject({ threshold: 0.75, width: FEATURES })
    expect(prototypesFrom(noneOf!.prototypes, FEATURES)).toEqual(answering.noneOf.prototypes)
    expect(aboutOf(await (await pageOf({ ...modelOf(), answering: { ...answering, noneOf: null } })).text()).noneOf).toBeNull()
    const material = (model: ExportModel) => ({ model, run: runReport(), name: 'pets 1', ...UNASKED })
    const grown = (await onePage.bytes(material({ ...modelOf(), answering }))) - (await onePage.bytes(material(modelOf())))
    expect(grown).toBe((answering.noneOf.prototypes.vectors.length * 4 * 4) / 3)
  })

  it('is refused where what tells "none of these" is damaged, or of another network', async () => {
    const html = await (await pageOf({ ...modelOf(), answering: tellingOf(0.75) })).text()
    const { noneOf } = aboutOf(html)
    const damaged = (from: string, to: string) => {
      expect(html).toContain(from)
      return readOnePage(new Blob([html.replace(from, to)]))
    }
    await expect(readOnePage(new Blob([html]))).resolves.toMatchObject({ classes: ['cat', 'dog'] })
    await expect(damaged(noneOf!.prototypes, noneOf!.prototypes.slice(0, -4))).rejects.toThrow(/are no vectors of 32 numbers/)
    await expect(damaged('"width":32', '"width":16')).rejects.toThrow('prototypes of 16 numbers for 32 features')
    await expect(damaged('"threshold":0.75', '"threshold":null')).rejects.toThrow('no number')
  })

  it('refuses a model with a parameter missing', async () => {
    const model = modelOf()
    const params = new Map(model.params)
    params.delete('conv1.weight')
    await expect(pageOf({ ...model, params })).rejects.toThrow(/no parameter conv1\.weight/)
  })
})

describe('its program', () => {
  it('is one script that asks for nothing, imports nothing and ends no element', async () => {
    const { script, style } = await import('virtual:one-page')
    expect(script).toContain('Permission is hereby granted')
    expect(script).not.toMatch(
      /\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|\bimport\b[^e]|\bexport\b|innerHTML|https?:\/\/(?!www\.w3\.org\/2000\/svg)/,
    )
    expect(script).not.toMatch(/<\/script|<!--/i)
    expect(style).not.toMatch(/url\(|@import|<\//)
    const { content } = await onePage.make({
      ...{ model: modelOf(), run: runReport(), name: 'pets 1' },
      ...UNASKED,
    })
    expect(scriptsOf(await new Blob([content]).text())[2]).toBe(script)
  })
})
