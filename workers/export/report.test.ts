import { describe, expect, it } from 'vitest'
import { rankPictures } from '../metrics/ranking'
import { resnet } from '../model/resnet'
import { OPTIONS } from '../protocol/options'
import { classColor } from '../protocol/palette'
import { uniform } from '../random'
import { exportModel } from './fixtures/formula'
import { runReport } from './fixtures/report'
import { type ReportInput, toReportHtml } from './report'

const PIXEL = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='

function input(language: 'en' | 'zh' = 'en'): ReportInput {
  const labels = Array.from({ length: 16 }, (_, i) => (i < 8 ? 0 : 1))
  const probabilities = labels.flatMap((label, i) => {
    const p = 0.3 + 0.7 * uniform(1, i)
    return label === 0 ? [p, 1 - p] : [1 - p, p]
  })
  const { facts } = exportModel(resnet(18, { classes: 2, width: 4 }), new Map(), 96)
  const worst = rankPictures('wrong', labels, probabilities, 2, 4).map((row) => ({
    path: `cat/<script>alert(${row})</script>.jpg`,
    row,
    dataUrl: PIXEL,
  }))
  const run = { ...runReport(), classes: ['cat & <b>co</b>', 'dog'] }
  return {
    run,
    facts: { ...facts, datasetName: '"pets" <i>' },
    arch: 'resnet18',
    counts: { train: 64, val: 16, test: 3 },
    answers: { labels, probabilities },
    worst,
    environment: 'Chromium 156, Linux',
    language,
  }
}

describe('report', () => {
  it('asks nobody for anything: no address, no script, and a policy that forbids both', () => {
    const html = toReportHtml(input())
    expect(html).not.toMatch(/(src|href)\s*=\s*(?!"data:)/)
    expect(html).not.toMatch(/https?:|url\(|@import|<script|<link/)
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`)
  })

  it('has the test beside validation where there was one, with its interval, matrix and classes', () => {
    const plain = input()
    expect(toReportHtml(plain)).not.toContain('<h2>Test</h2>')
    const { summary } = runReport({ tested: true })
    const html = toReportHtml({ ...plain, run: { ...plain.run, summary } })
    const section = html.slice(html.indexOf('<h2>Test</h2>'), html.indexOf('<h2>ROC'))
    for (const text of [
      'weights of epoch 2',
      '20 could be read, 2 could not',
      '87.5%',
      '80.0%',
      '58.4% – 91.9%',
      '16 / 20',
      '0.4500',
      '>9<',
      '0.7000',
    ])
      expect(section).toContain(text)
  })

  it('has classes in the order in which people read them', () => {
    const of = input()
    const html = toReportHtml({ ...of, run: { ...of.run, classes: ['10', '2'] } })
    expect(html).toContain('<th scope="col">2</th><th scope="col">10</th>')
  })

  it('has the scores of the test by class in that order too', () => {
    const of = input()
    const { summary } = runReport({ tested: true })
    const test = { ...summary.test!, perClass: summary.test!.perClass.map((one, i) => ({ ...one, name: ['10', '2'][i]! })) }
    const html = toReportHtml({ ...of, run: { ...of.run, classes: ['10', '2'], summary: { ...summary, test } } })
    const section = html.slice(html.indexOf('<h2>Test</h2>'), html.indexOf('<h2>ROC'))
    const last = section.slice(section.lastIndexOf('<table'))
    expect(last.indexOf('>2<')).toBeGreaterThan(0)
    expect(last.indexOf('>2<')).toBeLessThan(last.indexOf('>10<'))
  })

  it('shows curves, matrix, ROC, worst pictures, every setting, and the card', () => {
    const html = toReportHtml(input())
    expect(html.match(/<svg/g)).toHaveLength(5)
    expect(html).toMatch(/\.line \{\s*fill: none;/)
    expect(html.match(/<img/g)).toHaveLength(2)
    expect(html).not.toMatch(/not available|was wrong/i)
    for (const option of Object.values(OPTIONS)) expect(html).toContain(option.label.en.replaceAll("'", '&#39;'))
    for (const text of [
      '87.5%',
      '0.3000',
      'f'.repeat(64),
      'MIT',
      'Chromium 156, Linux',
      '64, 16, 3',
      `center_crop: ${input().run.config.imageSize}; `,
      'mean: 0.485 0.456 0.406',
    ])
      expect(html).toContain(text)
    expect(html).not.toMatch(/NaN|undefined|\{\w+\}<|Infinity/)
  })

  it('gives every class the colour it has on the page, and none of those to training and validation', () => {
    const classes = Array.from({ length: 7 }, (_, i) => `class ${i}`)
    const labels = classes.map((_, i) => i)
    const probabilities = labels.flatMap((label) => classes.map((_, c) => (c === label ? 0.4 : 0.1)))
    const { run } = input()
    const html = toReportHtml({ ...input(), run: { ...run, classes }, answers: { labels, probabilities }, worst: [] })
    const charts = Array.from(html.matchAll(/<figure><svg.*?<\/figure>/gs), ([chart]) => {
      const key = Array.from(chart.matchAll(/background:([^"]+)"><\/i>([^<]+)/g), ([, colour, name]) => [name, colour])
      expect(Array.from(chart.matchAll(/ stroke="([^"]+)"/g), ([, colour]) => colour)).toEqual(key.map(([, colour]) => colour))
      return Object.fromEntries(key)
    })
    const splits = { training: 'var(--train)', validation: 'var(--val)' }
    const each = Object.fromEntries(classes.map((name, i) => [name, classColor(i)]))
    expect(charts).toEqual([splits, splits, each, each, { validation: 'var(--val)' }])
    for (const [, colour] of html.matchAll(/--(?:train|val): ([^;]+);/g)) expect(Object.values(each)).not.toContain(colour)
  })

  it('escapes names of classes, datasets and files', () => {
    const html = toReportHtml(input())
    expect(html).toContain('cat &amp; &lt;b&gt;co&lt;/b&gt;')
    expect(html).not.toMatch(/<b>co|<i>\s*<|<script/)
  })

  it('speaks Chinese', () => {
    const html = toReportHtml(input('zh'))
    expect(html).toContain('<html lang="zh-CN">')
    expect(html).toContain('混淆矩阵')
    expect(html).not.toContain('Confusion matrix')
  })

  it('tells apart: none was wrong; pictures not open; not even the answers known', () => {
    const noneWrong = toReportHtml({ ...input(), worst: [] })
    expect(noneWrong).toContain('No validation picture was wrong.')
    expect(noneWrong).not.toContain('Not available')
    const notOpen = toReportHtml({ ...input(), worst: null, counts: { train: 64, val: 16, test: null } })
    expect(notOpen).not.toContain('No validation picture was wrong.')
    expect(notOpen.match(/Not available: the pictures of this run were not open/g)).toHaveLength(1)
    expect(notOpen.match(/<svg/g)).toHaveLength(5)
    expect(notOpen).toContain('<th scope="row">Pictures: training, validation</th><td>64, 16</td>')
    const unknown = toReportHtml({ ...input(), worst: null, answers: null })
    expect(unknown.match(/Not available: the pictures of this run were not open/g)).toHaveLength(2)
    expect(unknown.match(/<svg/g)).toHaveLength(2)
  })

  it('lists the most confused pairs where there are too many classes for a table, and no more than a hundred', () => {
    const { run } = input()
    const reportOf = (n: number, cells: readonly number[]) => {
      const classes = Array.from({ length: n }, (_, c) => `class ${c}`)
      const best = { ...run.summary.best, confusion: { classes: n, cells } }
      const html = toReportHtml({ ...input(), run: { ...run, classes, summary: { ...run.summary, best } }, answers: null, worst: null })
      return html.match(/<h2>Confusion matrix<\/h2>.*?<\/section>/s)![0]
    }
    // Each class has ten pictures, and is once or oftener taken for the next.
    const cells = Array.from({ length: 1000 }, (_, c) => c).flatMap((c) =>
      c < 999 ? [c, c, 9 - (c % 3), c, c + 1, 1 + (c % 3)] : [c, c, 10],
    )
    const thousand = reportOf(1000, cells)
    expect(thousand.length).toBeLessThan(20_000)
    expect(thousand.match(/<tbody>.*<\/tbody>/s)![0].match(/<tr>/g)).toHaveLength(100)
    expect(thousand).toContain('1000 classes make too large a table')
    expect(thousand).toContain('100 of 999 pairs')
    expect(thousand).toContain('<tr><th scope="row">class 2</th><td>class 3</td><td class="n">3</td><td>30.0%</td></tr>')
    const diagonal = (n: number) => Array.from({ length: n }, (_, c) => [c, c, 8]).flat()
    expect(reportOf(15, diagonal(15))).toMatch(/15 classes, and none was mixed up with another\.(?!.*<table>)/s)
    const fourteen = reportOf(14, diagonal(14))
    expect(fourteen).toContain('Rows: what the picture is.')
    expect(fourteen.match(/<td class="n"/g)).toHaveLength(14 * 14)
    expect(fourteen).not.toContain('Mixed up most often')
    // Below a matrix that has all of them too, the worst first.
    const few = reportOf(3, [0, 0, 8, 0, 1, 1, 1, 1, 7, 1, 2, 3, 2, 2, 9])
    expect(few).toMatch(
      /Mixed up most often.*class 1<\/th><td>class 2<\/td><td class="n">3<.*class 0<\/th><td>class 1<\/td><td class="n">1</s,
    )
  })

  it('refuses a picture that is not inside the page', () => {
    const worst = [{ path: 'x.jpg', row: 0, dataUrl: 'https://example.org/x.jpg' }]
    expect(() => toReportHtml({ ...input(), worst })).toThrow(/not inside the report/)
  })
})
