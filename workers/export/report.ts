/** The report: one HTML file that shows a run to somebody else, with nothing to fetch. */
import { confidenceBins, expectedCalibrationError } from '../metrics/calibration'
import { argmaxRows, type Confusion, normalised } from '../metrics/confusion'
import { averagePrecision, precisionRecallCurve, rocAuc, rocCurve, thinned } from '../metrics/curves'
import { brierScoreAll, logLoss, oneVsRest } from '../metrics/probabilities'
import { type ConfusionCounts, denseConfusion, mostMixed, rightOf, sharesOf, TOO_MANY_FOR_TABLE } from '../protocol/confusion'
import { duration } from '../protocol/duration'
import type { ClassScores } from '../protocol/events'
import { wilsonInterval } from '../protocol/interval'
import { behind, OPTIONS, type Option, type Preparation, type Text } from '../protocol/options'
import { inReadingOrder, readingOrder, reordered } from '../protocol/order'
import { classColor } from '../protocol/palette'
import type { RunReport } from './metrics'
import { type ModelFacts, preprocessing } from './model'
import { lineChart, SPLIT_COLOURS } from './report/chart'
import { escapeHtml, percent, table } from './report/html'
import { STYLE } from './report/style'
import { TEXTS } from './report/texts'

export interface ReportPicture {
  readonly path: string
  /** Row of this picture in `labels` and `probabilities`. */
  readonly row: number
  /** A small picture as a `data:` URL. */
  readonly dataUrl: string
}

export interface ReportInput {
  readonly run: RunReport
  readonly facts: ModelFacts
  readonly arch: string
  /** Pictures by split; of test pictures nothing is known (null) where the run's pictures are not open. */
  readonly counts: { readonly train: number; readonly val: number; readonly test: number | null }
  /** The best weights' answers on the validation pictures: class indices, and probabilities `[n, classes]`. Null where they are not known. */
  readonly answers: Answers | null
  /** The most wrong first (`rankPictures('wrong', ...)`); null where the pictures are not open. */
  readonly worst: readonly ReportPicture[] | null
  /** Browser and system, as the run recorded them. */
  readonly environment: string
  readonly language: keyof Text
}

interface Answers {
  readonly labels: ArrayLike<number>
  readonly probabilities: ArrayLike<number>
}

/** Most classes that get a curve of their own; beyond that a chart says nothing. */
const MOST_CURVES = 8
/** Most pairs of classes that are listed where there are too many for a matrix. */
const MOST_PAIRS = 100
/** So many stand below a matrix that has all of them. */
const PAIRS_BESIDE = 6
/** Points a curve is drawn with. */
const MOST_POINTS = 300

/**
 * The whole page as text. Everything that came from outside (names, paths, devices) is escaped.
 * @throws Error where a picture is no `data:` URL, which would make the page fetch something
 */
export function toReportHtml(input: ReportInput): string {
  const { run, facts, language } = input
  const say = (key: keyof typeof TEXTS) => TEXTS[key][language]
  const { summary } = run
  const sections: [string, string][] = [
    [say('curves'), learningCurves(input)],
    [say('confusion'), confusion(input, summary.best.confusion)],
    [say('test'), test(input)],
    [say('ranking'), input.answers ? rankingCurves(input, input.answers) : `<p>${escapeHtml(say('notOpen'))}</p>`],
    [say('worst'), gallery(input)],
    [say('settings'), `<div class="scroll">${table([], settings(run.config, language))}</div>`],
    [say('card'), card(input)],
  ]
  const figures: [string, string][] = [
    [
      percent(summary.best.val.accuracy),
      filled(say(run.config.stopMetric === 'val-loss' ? 'accuracyAtLoss' : 'accuracyAtMost'), { epoch: String(summary.bestEpoch) }),
    ],
    ...(summary.test ? [[percent(summary.test.scores.accuracy), say('testAccuracy')] as [string, string]] : []),
    [summary.best.val.loss.toFixed(4), say('loss')],
    [`${summary.epochs.length}, ${summary.bestEpoch}`, say('epochs')],
    [summary.imagesPerSecond.toFixed(0), say('speed')],
  ]
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escapeHtml(`${say('title')}: ${facts.datasetName}`)}</title><style>${STYLE}</style></head><body>
<h1>${escapeHtml(say('title'))}: ${escapeHtml(facts.datasetName)}</h1><p>${escapeHtml(inReadingOrder(run.classes).slice(0, 20).join(', '))}</p>
<div class="figures">${figures.map(([value, name]) => `<div><b>${escapeHtml(value)}</b>${escapeHtml(name)}</div>`).join('')}</div>
${sections.map(([name, body]) => (body ? `<section><h2>${escapeHtml(name)}</h2>${body}</section>` : '')).join('\n')}
</body></html>
`
}

function learningCurves({ run: { summary }, language }: ReportInput): string {
  const say = (key: keyof typeof TEXTS) => TEXTS[key][language]
  const chart = (score: 'loss' | 'accuracy') =>
    lineChart(
      (['train', 'val'] as const).map((split) => ({
        name: say(split === 'train' ? 'training' : 'validation'),
        colour: SPLIT_COLOURS[split],
        points: summary.epochs.map((record) => [record.epoch, record[split][score]] as const),
        dots: true,
      })),
      {
        title: say(score === 'loss' ? 'lossChart' : 'accuracyChart'),
        x: say('epoch'),
        y: say(score === 'loss' ? 'lossChart' : 'accuracyChart'),
      },
    )
  return `<div class="charts">${chart('loss')}${chart('accuracy')}</div>`
}

/** All cells of a few classes; of many the pairs that were mixed up most often. */
function confusion({ run: { classes }, language }: ReportInput, counts: ConfusionCounts): string {
  const say = (key: keyof typeof TEXTS) => TEXTS[key][language]
  const isSmall = classes.length < TOO_MANY_FOR_TABLE
  const all = mostMixed(sharesOf(counts, 'actual'))
  const shown = all.slice(0, isSmall ? PAIRS_BESIDE : MOST_PAIRS)
  const nameOf = (c: number) => classes[c] ?? String(c)
  const note = filled(say(all.length > 0 ? 'mixedHelp' : 'noneMixed'), {
    classes: String(classes.length),
    shown: String(shown.length),
    all: String(all.length),
  })
  const head = (['actual', 'predicted', 'times', 'share'] as const).map(say)
  const rows = shown.map(({ actual, predicted, count, share }) => [nameOf(actual), nameOf(predicted), count, percent(share)])
  if (isSmall) {
    const matrix = heatMap(denseConfusion(reordered(counts, readingOrder(classes))), inReadingOrder(classes))
    const pairs = shown.length > 0 ? `<h3>${escapeHtml(say('mostMixed'))}</h3><div class="scroll">${table(head, rows)}</div>` : ''
    return `<p>${escapeHtml(say('confusionHelp'))}</p><div class="scroll">${matrix}</div>${pairs}`
  }
  return `<p>${escapeHtml(note)}</p>${shown.length > 0 ? `<div class="scroll">${table(head, rows)}</div>` : ''}`
}

/** Validation and test side by side, and what the test says of each class; nothing where there was none. */
function test(input: ReportInput): string {
  const { run, language } = input
  const { best, test: score } = run.summary
  if (!score) return ''
  const say = (key: keyof typeof TEXTS) => TEXTS[key][language]
  const column = (scored: { readonly confusion: ConfusionCounts }, loss: number) => {
    const { right, judged } = rightOf(scored)
    const [low, high] = wilsonInterval(right, judged)
    return [percent(right / judged), `${percent(low)} – ${percent(high)}`, `${right} / ${judged}`, loss.toFixed(4)]
  }
  const [validation, tested] = [column(best, best.val.loss), column(score, score.scores.loss)]
  const names = (['accuracyChart', 'interval', 'rightOf', 'lossChart'] as const).map(say)
  const rows = names.map((name, i) => [name, validation[i]!, tested[i]!])
  const lead = filled(say('testHelp'), { epoch: String(score.epoch), judged: String(score.judged), unread: String(score.unread) })
  const head = (['className', 'precision', 'recall', 'f1', 'support'] as const).map(say)
  const inOrder = readingOrder(score.perClass.map(({ name }) => name)).map((c) => score.perClass[c]!)
  const perClass = table(head, inOrder.map(classRow))
  return `<p>${escapeHtml(lead)}</p><div class="scroll">${table(['', say('validation'), say('test')], rows)}</div>${confusion(input, score.confusion)}<div class="scroll">${perClass}</div>`
}

const classRow = ({ name, precision, recall, f1, support }: ClassScores): string[] => [
  name,
  ...[precision, recall, f1].map((value) => value.toFixed(4)),
  String(support),
]

/** A text with its `{places}` filled. */
const filled = (text: string, words: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (_, key: string) => words[key] ?? '')

function heatMap(confusion: Confusion, names: readonly string[]): string {
  const shares = normalised(confusion, 'row')
  const rows = confusion.map((row, actual) => {
    const cells = row.map((count, predicted) => {
      const share = shares[actual]![predicted]!
      return `<td class="n" style="background:rgba(var(--heat),${(share * 0.6).toFixed(2)})" title="${percent(share)}">${count}</td>`
    })
    return `<tr><th scope="row">${escapeHtml(names[actual] ?? '')}</th>${cells.join('')}</tr>`
  })
  return `<table class="heat"><thead><tr><th></th>${names.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`
}

function rankingCurves({ run: { classes, summary }, language }: ReportInput, { labels, probabilities }: Answers): string {
  const say = (key: keyof typeof TEXTS) => TEXTS[key][language]
  const k = classes.length
  const curves = classes.map((name, c) => {
    const { positives, scores } = oneVsRest(labels, probabilities, k, c)
    const roc = rocCurve(positives, scores)
    const pr = precisionRecallCurve(positives, scores)
    return { name, roc, pr, auc: rocAuc(roc), ap: averagePrecision(pr) }
  })
  const drawn = curves.slice(0, MOST_CURVES)
  const unit = { xRange: [0, 1], yRange: [0, 1] } as const
  const points = (x: Float64Array, y: Float64Array) => thinned(x.length, MOST_POINTS).map((i) => [x[i]!, y[i]!] as const)
  const roc = lineChart(
    drawn.map((curve, c) => ({ name: curve.name, colour: classColor(c), points: points(curve.roc.fpr, curve.roc.tpr) })),
    { title: say('rocChart'), x: say('fpr'), y: say('tpr'), ...unit, diagonal: true },
  )
  const pr = lineChart(
    drawn.map((curve, c) => ({ name: curve.name, colour: classColor(c), points: points(curve.pr.recall, curve.pr.precision) })),
    { title: say('prChart'), x: say('recall'), y: say('precision'), ...unit },
  )
  const bins = confidenceBins(labels, probabilities, k)
  const calibration = lineChart(
    [
      {
        name: say('validation'),
        colour: SPLIT_COLOURS.val,
        points: bins.filter((bin) => bin.count > 0).map((bin) => [bin.predicted!, bin.observed!] as const),
        dots: true,
      },
    ],
    { title: say('calibrationChart'), x: say('sureness'), y: say('right'), ...unit, diagonal: true },
  )
  const inOrder = readingOrder(summary.best.perClass.map(({ name }) => name)).map((c) => ({ c, s: summary.best.perClass[c]! }))
  const perClass = inOrder.map(({ c, s }) => [
    s.name,
    ...[s.precision, s.recall, s.f1, curves[c]?.auc ?? Number.NaN, curves[c]?.ap ?? Number.NaN].map((value) =>
      value.toFixed(4).replace('NaN', '–'),
    ),
    String(s.support),
  ])
  const head = (['className', 'precision', 'recall', 'f1', 'auc', 'ap', 'support'] as const).map(say)
  const scores = table(
    [],
    [
      [say('logLoss'), logLoss(labels, probabilities, k)],
      [say('brier'), brierScoreAll(labels, probabilities, k)],
      [say('ece'), expectedCalibrationError(bins)],
    ],
    (value) => value.toFixed(4),
  )
  return `<div class="charts">${roc}${pr}${calibration}</div><div class="scroll">${table(head, perClass)}</div><h3>${escapeHtml(say('scores'))}</h3>${scores}`
}

function gallery({ run: { classes }, answers, worst, language }: ReportInput): string {
  const say = (key: keyof typeof TEXTS) => TEXTS[key][language]
  if (!answers || !worst) return `<p>${escapeHtml(say('notOpen'))}</p>`
  const { labels, probabilities } = answers
  if (worst.length === 0) return `<p>${escapeHtml(say('noneWrong'))}</p>`
  const predicted = argmaxRows(probabilities, classes.length)
  const pictures = worst.map(({ path, row, dataUrl }) => {
    if (!/^data:image\/[a-z]+;base64,[A-Za-z0-9+/=]+$/.test(dataUrl)) throw new Error(`the picture of ${path} is not inside the report`)
    const said = predicted[row]!
    const words: Record<string, string> = {
      label: classes[labels[row]!] ?? '',
      predicted: classes[said] ?? '',
      share: percent(probabilities[row * classes.length + said]!),
    }
    const caption = `${path}: ${filled(say('saidFor'), words)}`
    return `<figure><img src="${dataUrl}" alt="${escapeHtml(path)}"><figcaption>${escapeHtml(caption)}</figcaption></figure>`
  })
  return `<div class="pictures">${pictures.join('')}</div>`
}

function settings(config: RunReport['config'], language: keyof Text): string[][] {
  return Object.entries(OPTIONS as Record<string, Option>).map(([name, option]) => {
    const value = (config as Readonly<Record<string, unknown>>)[name]
    const text =
      option.kind === 'choice'
        ? (option.values[String(value)]?.[language] ?? String(value))
        : option.kind === 'switch'
          ? TEXTS[value ? 'yes' : 'no'][language]
          : option.kind === 'list'
            ? String(value || '–')
            : String(value)
    const words = option.kind === 'integer' || option.kind === 'number' ? behind(option, Number(value)) : null
    return [option.label[language], `${text}${words?.[language] ?? ''}`]
  })
}

/** The steps in their order, by the names that the model files have for them. */
const preparing = (config: Preparation) =>
  Object.entries(preprocessing(config))
    .map(([step, value]) => `${step}: ${Array.isArray(value) ? value.join(' ') : value}`)
    .join('; ')

function card({ run, facts, arch, counts, environment, language }: ReportInput): string {
  const say = (key: keyof typeof TEXTS) => TEXTS[key][language]
  const rows: string[][] = [
    [say('network'), `${arch}, ${run.config.imageSize} px, ${run.classes.length} ${say('classes')}`],
    [say('dataset'), facts.datasetName],
    counts.test === null
      ? [say('countsWithoutTest'), `${counts.train}, ${counts.val}`]
      : [say('counts'), `${counts.train}, ${counts.val}, ${counts.test}`],
    ...(facts.isUntrained
      ? [[say('base'), say('nothingLearnt')]]
      : [
          [say('base'), facts.baseWeights],
          [say('licence'), facts.baseWeightsLicence],
        ]),
    [say('seed'), String(facts.seed)],
    [say('fingerprint'), facts.datasetFingerprint],
    [say('preprocessing'), preparing(run.config)],
    [say('device'), `${run.device.backend}: ${run.device.device}${run.device.precision === 'mixed' ? `, ${say('mixed')}` : ''}`],
    [say('environment'), environment],
    [say('created'), facts.created],
    [say('duration'), duration(run.summary.seconds, language === 'zh' ? 'zh-CN' : 'en')],
  ]
  return `<p>${escapeHtml(say('limits'))}</p><div class="scroll">${table([], rows)}</div>`
}
