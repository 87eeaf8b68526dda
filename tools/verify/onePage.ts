/**
 * Opens a page that was made to be sent from disk, with the network off, in Chromium and in Firefox, and compares what it says of pictures with the studio:
 *
 *     npx tsx tools/verify/onePage.ts OUT PICTURES [--tolerance 0.001] [--file classifier.html] [--limit 100] [--firefox firefox-esr]
 *
 * OUT holds the page and predictions.json (`npm run train`), PICTURES the pictures. Tells the page's size, the largest difference of a probability and the
 * time of an answer; ends with exit code 1 where a probability differs by more, or where the page asked for anything. `--firefox ''` leaves Firefox out.
 */
import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import { launchOptions } from '../chromium'
import { differences, largest } from './difference'
import { Firefox } from './marionette'
import { readPredictions } from './predictions'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tolerance: { type: 'string', default: '0.001' },
    file: { type: 'string', default: 'classifier.html' },
    limit: { type: 'string', default: '100' },
    firefox: { type: 'string', default: 'firefox-esr' },
  },
})
const [out, pictures] = positionals
if (!out || !pictures) {
  console.error(
    'usage: npx tsx tools/verify/onePage.ts OUT PICTURES [--tolerance 0.001] [--file classifier.html] [--limit 100] [--firefox firefox-esr]',
  )
  process.exit(2)
}
const file = resolve(out, values.file)
const url = pathToFileURL(file).href
const predictions = await readPredictions(out, pictures, Number(values.limit))
const paths = predictions.map((one) => resolve(one.file))

interface Answered {
  /** Probabilities of each picture, by class. */
  readonly answers: readonly (readonly number[])[]
  readonly seconds: number
}

/** Runs in the page: the pictures' probabilities so far; of many classes all are shown first. */
const READ = `
  for (const button of document.querySelectorAll('.pictures [aria-expanded=false]:not([hidden])')) button.click()
  const problem = document.querySelector('.problem')
  if (problem) throw new Error(problem.textContent)
  return Array.from(document.querySelectorAll('.pictures > li'), (one) => {
    const row = []
    for (const { dataset } of one.querySelectorAll('[data-class]')) row[Number(dataset.class)] = Number(dataset.probability)
    return row
  })`

/** Asks until every picture has its answer. */
async function answered(read: () => Promise<number[][]>, count: number): Promise<number[][]> {
  for (;;) {
    const answers = await read()
    if (answers.length === count && answers.every(({ length }) => length > 0)) return answers
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** The first picture waits until the model is ready, and is not timed. */
async function timed(choose: (paths: string[]) => Promise<void>, read: () => Promise<number[][]>): Promise<Answered> {
  await choose(paths.slice(0, 1))
  await answered(read, 1)
  const began = performance.now()
  await choose(paths.slice(1))
  const answers = await answered(read, paths.length)
  return { answers, seconds: (performance.now() - began) / 1000 / Math.max(1, paths.length - 1) }
}

async function inChromium(): Promise<Answered> {
  const browser = await chromium.launch(launchOptions('none'))
  try {
    const context = await browser.newContext({ offline: true })
    const page = await context.newPage()
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(url)
    const answers = await timed(
      (chosen) => page.setInputFiles('input[type=file]', chosen),
      () => page.evaluate<number[][]>(`(() => {${READ}})()`),
    )
    const others = asked.filter((one) => one !== url && !one.startsWith('blob:') && !one.startsWith('data:'))
    if (others.length > 0) throw new Error(`the page asked for ${others.join(', ')}`)
    return answers
  } finally {
    await browser.close()
  }
}

async function inFirefox(): Promise<Answered> {
  const firefox = await Firefox.start(values.firefox)
  try {
    await firefox.open(url)
    const answers = await timed(
      (chosen) => firefox.chooseFiles('input[type=file]', chosen),
      () => firefox.evaluate<number[][]>(READ),
    )
    await firefox.click('section:nth-of-type(2) .main')
    for (let tries = 0; ; tries++) {
      if (await firefox.evaluate<boolean>("return document.querySelectorAll('section:nth-of-type(2) [data-class]').length > 0")) break
      const problem = await firefox.evaluate<string>("return document.querySelector('.problem')?.textContent ?? ''")
      if (problem || tries > 100) throw new Error(`the webcam: ${problem || 'no answer'}`)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    return answers
  } finally {
    await firefox.close()
  }
}

let failed = false
function tell(where: string, { answers, seconds }: Answered): void {
  const apart = differences(
    predictions.map(({ probabilities }) => probabilities),
    answers,
  )
  const worst = largest(apart)
  const ok = worst <= Number(values.tolerance)
  failed ||= !ok
  console.log(
    `${where}: ${predictions.length} pictures, largest difference ${worst.toExponential(2)} (${predictions[apart.findIndex((one) => Object.is(one, worst))]?.file}): ` +
      `${ok ? 'ok' : 'TOO LARGE'}; ${(1000 * seconds).toFixed(0)} ms a picture, decoding included`,
  )
}

console.log(`${join(out, values.file)}: ${(statSync(file).size / 1e6).toFixed(1)} MB`)
tell(`${values.file} in Chromium`, await inChromium())
if (values.firefox) tell(`${values.file} in Firefox`, await inFirefox())
process.exit(failed ? 1 : 0)
