/** Every export of a model whose names are hostile: each page is opened, each program run, each label read back; nothing else happens. */
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HOSTILE } from '../../workers/export/fixtures/hostile'
import { HAS_TORCH, PYTHON, python } from '../../workers/export/fixtures/python'
import { runReport } from '../../workers/export/fixtures/report'
import { starterModel } from '../../workers/export/fixtures/starter'
import { FORMATS } from '../../workers/export/formats'
import { type RunReport, toMetricsCsv, toMetricsJson } from '../../workers/export/metrics'
import type { ExportModel } from '../../workers/export/model'
import { toOnnx } from '../../workers/export/onnx'
import { type PyTorchProject, projectFiles } from '../../workers/export/pytorch'
import { readOnnx, readSafetensorsModel, readTfjs } from '../../workers/export/readback'
import { toReportHtml } from '../../workers/export/report'
import { toSafetensors } from '../../workers/export/safetensors'
import { labelsJson } from '../../workers/export/snippets'
import { toTfjs } from '../../workers/export/tfjs'
import { classScores } from '../../workers/metrics/confusion'
import type { EpochRecord } from '../../workers/protocol/events'
import { plainText } from '../../workers/protocol/text'
import { launchOptions } from '../chromium'

const SIZE = 32
/** As programs and pages show them. */
const PLAIN = HOSTILE.map(plainText)
const shown = (output: string) =>
  output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.slice(0, line.search(/\t[\d.]+$|: [\d.]+%$/)))

let folder: string
let model: ExportModel
let project: PyTorchProject
const file = (name: string) => join(folder, name)

/** A run whose classes and device are called so; it took each class for the next one. */
function hostileRun(): RunReport {
  const run = runReport()
  const confusion = HOSTILE.map((_, a) => HOSTILE.map((_name, b) => (b === (a + 1) % HOSTILE.length ? 1 : 0)))
  const epoch = (one: EpochRecord) => ({ ...one, confusion, perClass: classScores(confusion, HOSTILE) })
  const summary = { ...run.summary, best: epoch(run.summary.best), epochs: run.summary.epochs.map(epoch) }
  return { ...run, classes: HOSTILE, summary, device: { ...run.device, device: HOSTILE.join(' / ') } }
}

/** Its report, with such names in every place that has one. */
function report(language: 'en' | 'zh'): string {
  const k = HOSTILE.length
  const labels = HOSTILE.map((_, i) => i)
  const probabilities = labels.flatMap((label) => labels.map((other) => (other === (label + 1) % k ? 0.9 : 0.1 / (k - 1))))
  const everywhere = HOSTILE.join(' / ')
  return toReportHtml({
    run: hostileRun(),
    facts: { ...model.facts, baseWeights: everywhere, baseWeightsLicence: everywhere },
    ...{
      arch: 'resnet18',
      counts: { train: 1, val: k, test: null },
      answers: { labels, probabilities },
      environment: everywhere,
      language,
    },
    worst: HOSTILE.map((path, row) => ({ path, row, dataUrl: 'data:image/png;base64,AAAA' })),
  })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostile-'))
  const starter = await starterModel(SIZE, HOSTILE)
  const everywhere = HOSTILE.filter(({ length }) => length < 1000).join(' / ')
  model = { ...starter, facts: { ...starter.facts, datasetName: everywhere, baseWeights: everywhere, baseWeightsLicence: everywhere } }
  project = {
    model,
    config: { ...runReport().config, imageSize: SIZE },
    optimizerState: null,
    live: null,
    start: { epoch: 1, updates: 1, valLoss: 1, valAccuracy: 0.5, plateauFactor: 1, plateauBest: 1, plateauBad: 0, bestValLoss: 1 },
    split: HOSTILE.map((name, label) => ({ path: `${HOSTILE[4]}/${name.replaceAll('/', '_')}.png`, label, split: 'train' })),
    pictures: null,
  }
  const { json, weights } = toTfjs(model)
  await writeFile(file('model.onnx'), toOnnx(model))
  await writeFile(file('model.safetensors'), toSafetensors(model))
  await writeFile(file('labels.json'), labelsJson(model))
  await writeFile(file('model.json'), json)
  await writeFile(file('weights.bin'), weights)
  await sharp({ create: { width: 40, height: 50, channels: 3, background: '#876' } })
    .jpeg()
    .toFile(file('picture.jpg'))
  for (const [name, content] of Object.entries(projectFiles(project))) {
    if (content instanceof Blob) throw new Error(`${name} is no text and no bytes`)
    await mkdir(dirname(file(`project/${name}`)), { recursive: true })
    await writeFile(file(`project/${name}`), content)
  }
}, 120_000)
afterAll(() => rm(folder, { recursive: true }))

describe('files', () => {
  it('hold every label as it is', async () => {
    for (const read of [
      readOnnx(toOnnx(model)),
      readOnnx(toOnnx(model, { precision: 'f16' })),
      readSafetensorsModel(toSafetensors(model)),
      readTfjs(toTfjs(model)),
    ])
      expect(read.classes).toEqual(HOSTILE)
    expect(JSON.parse(labelsJson(model))).toMatchObject({ labels: HOSTILE })
    expect(JSON.parse(toMetricsJson(hostileRun(), model.facts))).toMatchObject({
      classes: HOSTILE,
      origin: { datasetName: model.facts.datasetName },
    })
    expect(JSON.parse(await readFile(file('project/config.json'), 'utf8'))).toMatchObject({ labels: HOSTILE })
  })

  it('labels.txt has a line for each class, however lines are counted, and the tables a cell for each name', async () => {
    await writeFile(file('metrics.csv'), toMetricsCsv(hostileRun(), model.facts))
    const read = `import csv, json, sys
lines = open(sys.argv[1], encoding='utf-8', newline='').read().splitlines()
split = list(csv.DictReader((line.replace('\\0', '') for line in open(sys.argv[2], encoding='utf-8', newline=''))))
head, *rows = csv.reader(line.replace('\\0', '') for line in open(sys.argv[3], encoding='utf-8', newline=''))
print(json.dumps({'lines': lines, 'labels': [row['label'] for row in split], 'head': head, 'widths': [len(row) for row in rows]}))`
    const args = ['-c', read, file('project/labels.txt'), file('project/split.csv'), file('metrics.csv')]
    const { lines, labels, head, widths } = JSON.parse(execFileSync(PYTHON, args, { encoding: 'utf8' })) as Record<string, string[]>
    expect(lines).toEqual(PLAIN)
    // A cell that a spreadsheet would run has a ' in front, which a reader takes off (protocol/csv.ts).
    expect(labels!.map((label) => label.replace(/^'/, ''))).toEqual(HOSTILE.map((name) => name.replaceAll('\0', '')))
    for (const cell of [...labels!, ...head!]) expect(cell).not.toMatch(/^[=+\-@＝＋－＠\t\r\n]/)
    for (const [i, name] of HOSTILE.entries()) expect(head![8 + 3 * i]).toContain(name.replaceAll('\0', '').trim())
    expect(new Set(widths)).toEqual(new Set([head!.length]))
  })

  it('the README shows names as text, and not too much of them', async () => {
    const text = await readFile(file('project/README.md'), 'utf8')
    expect(text.length).toBeLessThan(20_000)
    // What is left once escapes are taken out is the template's own markup.
    const unescaped = text.replace(/\\[!-/:-@[-`{-~]/g, '')
    expect(unescaped).not.toMatch(/<(?!\/?details)|!\[|\]\(|\*\*|~~|&\w+;|https?:\/\/example|www\.example/)
    for (const line of text.split('\n')) expect(line).not.toMatch(/^\s*(heading|# heading)/)
    const back = text.replace(/\\([!-/:-@[-`{-~])/g, '$1')
    for (const name of PLAIN) expect(back).toContain(name.length > 200 ? name.slice(0, 199) : name.trim())
  })
})

describe('programs', () => {
  const node = (snippets: (typeof FORMATS)['onnx']['code'], args: string[]) =>
    execFileSync(process.execPath, ['--input-type=module', '-', ...args], {
      input: snippets.find(({ where }) => where === 'Node')!.code,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    })

  it('for Node print a line for each label', () => {
    expect(shown(node(FORMATS.onnx.code, [file('model.onnx'), file('picture.jpg'), file('labels.json')]))).toEqual(PLAIN)
    expect(shown(node(FORMATS.tfjs.code, [folder, file('picture.jpg')]))).toEqual(PLAIN)
  })

  it.skipIf(!HAS_TORCH)('for Python print a line for each label', async () => {
    await writeFile(file('predict_safetensors.py'), FORMATS.safetensors.code[0]!.code)
    const standIn = join(import.meta.dirname, '../../workers/export/fixtures/stand-in')
    expect(shown(python(['predict_safetensors.py', 'model.safetensors', 'picture.jpg'], folder, standIn))).toEqual(PLAIN)
    // One line a picture, its cells between tabs.
    const [, , ...cells] = python(['predict.py', '../picture.jpg'], file('project')).replace(/\n$/, '').split('\t')
    expect(cells.map((cell) => cell.slice(0, cell.lastIndexOf('=')))).toEqual(PLAIN)
  })
})

describe('pages', () => {
  let browser: Browser
  let server: Server
  let home: string

  beforeAll(async () => {
    browser = await chromium.launch(launchOptions('none'))
    await writeFile(file('onnx.html'), FORMATS.onnx.code.find(({ where }) => where === 'browser')!.code)
    await writeFile(file('tfjs.html'), FORMATS.tfjs.code.find(({ where }) => where === 'browser')!.code)
    await writeFile(file('report-en.html'), report('en'))
    await writeFile(file('report-zh.html'), report('zh'))
    // In a sub-folder, as somebody's home page would have it.
    server = createServer(async (request, response) => {
      const name = /^\/some\/where\/([\w.-]+)$/.exec(request.url ?? '')?.[1]
      const content = name ? await readFile(file(name)).catch(() => null) : null
      response.writeHead(content ? 200 : 404, { 'content-type': name?.endsWith('.html') ? 'text/html' : 'application/octet-stream' })
      response.end(content ?? '')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    home = `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/where/`
  })
  afterAll(async () => {
    await browser.close()
    server.close()
  })

  /** Opens a page; the network of copies is answered from the packages. */
  async function opened(name: string): Promise<{ page: Page; stray: string[] }> {
    const page = await browser.newPage()
    const stray: string[] = []
    page.on('dialog', (dialog) => void dialog.dismiss())
    await page.route(/^https?:\/\//, async (route) => {
      const address = route.request().url()
      const [, pack, path] = /^https:\/\/cdn\.jsdelivr\.net\/npm\/((?:@[\w-]+\/)?[\w-]+)@[\d.]+\/(.+)$/.exec(address) ?? []
      if (pack) {
        const contentType = /\.m?js$/.test(path!) ? 'text/javascript' : 'application/wasm'
        await route.fulfill({ path: `node_modules/${pack}/${path}`, contentType, headers: { 'access-control-allow-origin': '*' } })
      } else if (address.startsWith(home)) await route.continue()
      else {
        if (!address.endsWith('/favicon.ico')) stray.push(address)
        await route.abort()
      }
    })
    await page.goto(home + name)
    return { page, stray }
  }

  it.each(['onnx.html', 'tfjs.html'])('%s shows a line for each label, and runs nothing of them', { timeout: 120_000 }, async (name) => {
    const { page, stray } = await opened(name)
    // The script may still be on its way.
    await page.waitForFunction(() => document.querySelector('input')?.onchange, undefined, { timeout: 60_000 })
    await page.locator('input').setInputFiles(file('picture.jpg'))
    await page.waitForFunction(() => document.querySelector('pre')?.textContent, undefined, { timeout: 90_000 })
    expect(shown((await page.locator('pre').textContent()) ?? '')).toEqual(PLAIN)
    expect(await page.locator('pre').innerHTML()).not.toContain('<img')
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
    expect(stray).toEqual([])
    await page.close()
  })

  it.each(['report-en.html', 'report-zh.html'])('%s shows every name as text', async (name) => {
    const { page, stray } = await opened(name)
    // So many classes are told by their mix-ups: each was taken for the next.
    const rows = page.locator('table').first().locator('tbody tr')
    expect(await rows.locator('> :nth-child(1)').allTextContents()).toEqual(PLAIN)
    expect(await rows.locator('> :nth-child(2)').allTextContents()).toEqual([...PLAIN.slice(1), PLAIN[0]])
    expect(await page.locator('img:not(figure img), script, b img, section script').count()).toBe(0)
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
    expect(await page.evaluate(() => /[\u202a-\u202e\u2066-\u2069]/.test(document.documentElement.outerHTML))).toBe(false)
    expect(stray).toEqual([])
    await page.close()
  })
})
