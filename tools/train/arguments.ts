/** The command line of headless training, made from the same table of options as the form: parsed into a run, a wish for help, or one line about what is wrong. */
import { CODE_PAGES, LAYOUTS, type ReadAs } from '../../workers/protocol/dataset'
import { TORCH_ENDINGS } from '../../workers/protocol/hub'
import { NETWORK_NAMES, NETWORKS, type NetworkName } from '../../workers/protocol/networks'
import {
  OPTIONS,
  type Option,
  type OptionName,
  parseConfig,
  READING,
  type ReadingName,
  type RunConfig,
} from '../../workers/protocol/options'
import { isPresetName, PRESETS } from '../../workers/protocol/presets'
import { isRepositoryName } from '../../workers/protocol/push'
import { STARTS, type Start } from '../../workers/protocol/starts'
import type { TableChoice } from '../../workers/protocol/tables'
import { placeholder, rulesOf, spelling, wants } from './optionWords'
import type { PushTarget } from './push'

/** What a command line asks for. */
export type TrainRequest =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string }
  | {
      readonly kind: 'run'
      /** Folder or zip with the pictures, as typed. */
      readonly source: string
      /** Only what was said; the page fills in the rest, the picture size by the weights. */
      readonly config: Partial<RunConfig>
      /** The options that were named themselves, by no preset. */
      readonly typed: readonly OptionName[]
      /** How the pictures are read, where that was said. */
      readonly readAs: ReadAs
      /** File of weights to start from, or the name of weights (`isNamedWeights`); null for the bundled ones. */
      readonly weights: string | null
      /** Folder for the results. */
      readonly out: string
      /** File for the dataset, a zip of class folders or a table in `.csv`, which is then all that is done; null to train. */
      readonly datasetOut: string | null
      /** Minutes to look for a good recipe in, whose model is then written; null to train with the recipe as it is. */
      readonly find: number | null
      /** Folder for a log that TensorBoard reads, written as the run goes; null for none. */
      readonly tensorboard: string | null
      /** The repository of the Hugging Face hub that the model is pushed to; null for none. */
      readonly push: PushTarget | null
      /** Whether to tell at the end where the time went. */
      readonly timing: boolean
      /** Which table has the labels, and which columns; null: whatever is found. `file` is a path as typed. */
      readonly table: TableChoice | null
    }

const ENTRIES = Object.entries(OPTIONS) as readonly (readonly [OptionName, Option])[]
const BY_FLAG = new Map(ENTRIES.flatMap(([name, option]) => (option.flag ? [[option.flag, name] as const] : [])))

const READING_BY_FLAG = new Map((Object.keys(READING) as ReadingName[]).map((name) => [READING[name].flag as string, name]))
/** Those that can be asked for: drawn pictures are no reading. */
const READINGS = LAYOUTS.filter((name) => name !== 'drawn')

/** The value that `text` spells; what it does not spell stays text, which `parseConfig` refuses. */
function spelled(option: Option, text: string): unknown {
  if (option.kind === 'choice' || option.kind === 'list') return text
  if (option.kind === 'switch') return text === 'true' ? true : text === 'false' ? false : text
  return text.trim() === '' || !Number.isFinite(Number(text)) ? text : Number(text)
}

/** What is said about a table, by flag: part of the choice, what the flag wants, what it is for. Several columns stand with commas between. */
const TABLE_FLAGS = {
  labels: {
    part: 'file',
    wants: 'FILE',
    help: 'The table that has the labels (CSV, TSV, JSON lines, JSON or text), in the folder or anywhere else.',
  },
  'file-column': { part: 'fileColumn', wants: 'NAME', help: 'Its column of file names; columns without a name are #1, #2, ...' },
  'label-column': {
    part: 'labelColumns',
    wants: 'NAME',
    help: 'Its column of labels; several with commas between are columns of 0 and 1, one for each class.',
  },
  'split-column': { part: 'splitColumn', wants: 'NAME', help: 'Its column of splits; "none" takes none.' },
  'group-column': {
    part: 'groupColumn',
    wants: 'NAME',
    help: 'Its column that tells which pictures stay on one side of the split; "none" takes none.',
  },
} as const satisfies Readonly<Record<string, { part: keyof TableChoice; wants: string; help: string }>>
const isTableFlag = (flag: string): flag is keyof typeof TABLE_FLAGS => Object.hasOwn(TABLE_FLAGS, flag)

function chosen(part: keyof TableChoice, text: string): TableChoice {
  if (part === 'labelColumns') return { labelColumns: text.split(',').map((name) => name.trim()) }
  return { [part]: (part === 'splitColumn' || part === 'groupColumn') && text === 'none' ? null : text }
}

class Wrong extends Error {}

/** Flags whose value is a path, and the part of the request that they set. */
const FILE_FLAGS: Readonly<Record<string, 'weights' | 'out' | 'datasetOut' | 'tensorboard'>> = {
  weights: 'weights',
  out: 'out',
  tensorboard: 'tensorboard',
  'dataset-out': 'datasetOut',
}

/** Weights that have a name; a file that is called so is `./imagenet`. */
const NAMED_WEIGHTS = ['imagenet', 'starter'] as const
export const isNamedWeights = (weights: string | null): weights is (typeof NAMED_WEIGHTS)[number] =>
  NAMED_WEIGHTS.some((name) => name === weights)

/** What goes before the network that is to begin untrained. */
const UNTRAINED = 'untrained:'
/** The network that a run is to begin untrained with; null where the weights are anything else. */
export const untrainedIn = (weights: string | null): NetworkName | null =>
  NETWORK_NAMES.find((name) => `${UNTRAINED}${NETWORKS[name].arch}` === weights) ?? null

/** What is to be known of weights that have a name, in two lines. */
function aboutWeights(name: (typeof NAMED_WEIGHTS)[number]): string[] {
  const { label, goodFor, bytes, licence, reached }: Start = STARTS[name]
  const size = bytes === null ? '' : ` ${(bytes / 1e6).toFixed(0)} MB,`
  const figures = reached.map(({ accuracy, how }) => `${(accuracy * 100).toFixed(1)}% ${how.en}`).join('; ')
  return [`${name}: ${label.en},${size} licence ${licence.en}. ${goodFor.en}`, `    cats and dogs: ${figures}`]
}

/** Most minutes of a search. */
const MOST_MINUTES = 24 * 60

function minutes(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value > 0 && value <= MOST_MINUTES))
    throw new Wrong(`--find wants minutes, more than 0 and at most ${MOST_MINUTES}, not "${text}".`)
  return value
}

/** Takes apart what follows `npm run train --`. Flags are written `--flag value` or `--flag=value`; the last of several wins. Never throws. */
export function parseTrainArguments(args: readonly string[]): TrainRequest {
  try {
    return parse(args)
  } catch (error) {
    if (error instanceof Wrong) return { kind: 'wrong', message: error.message }
    throw error
  }
}

function parse(args: readonly string[]): TrainRequest {
  const sources: string[] = []
  const config: Record<string, unknown> = {}
  let preset: Partial<RunConfig> = {}
  let timing = false
  let find: number | null = null
  let isPublic = false
  let repository: string | null = null
  let table = null as TableChoice | null
  const readAs: { -readonly [N in ReadingName]?: ReadAs[N] | undefined } = {}
  const files = { weights: null as string | null, out: 'out/train', datasetOut: null as string | null, tensorboard: null as string | null }

  const set = (name: string, text: string, spelling: string) => {
    const option = ENTRIES.find(([known]) => known === name)?.[1]
    if (!option) throw new Wrong(`There is no option "${name}". Names for --set: ${ENTRIES.map(([known]) => known).join(', ')}.`)
    const value = spelled(option, text)
    if (parseConfig({ [name]: value }).faults.length > 0) throw new Wrong(`${spelling} wants ${wants(option)}, not "${text}".`)
    config[name] = value
  }

  const rest = [...args]
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--help' || arg === '-h') return { kind: 'help' }
    if (arg === '--timing' || arg === '--public') {
      if (arg === '--timing') timing = true
      else isPublic = true
      continue
    }
    if (!arg.startsWith('--')) {
      sources.push(arg)
      continue
    }
    const equals = arg.indexOf('=')
    const flag = equals < 0 ? arg.slice(2) : arg.slice(2, equals)
    const optionName = BY_FLAG.get(flag)
    const reading = READING_BY_FLAG.get(flag)
    if (reading && READING[reading].takes === 'nothing') {
      if (equals >= 0) throw new Wrong(`--${flag} takes no value.`)
      Object.assign(readAs, { [reading]: true })
      continue
    }
    if (
      !optionName &&
      !reading &&
      !['set', 'preset', 'find', 'push'].includes(flag) &&
      !Object.hasOwn(FILE_FLAGS, flag) &&
      !isTableFlag(flag)
    )
      throw new Wrong(`There is no option --${flag}. See npm run train -- --help.`)
    const text = equals < 0 ? rest.shift() : arg.slice(equals + 1)
    if (text === undefined) throw new Wrong(`--${flag} wants a value.`)
    if (reading) {
      if (text === '') throw new Wrong(`--${flag} wants a value.`)
      if (reading === 'layout' && !READINGS.some((name) => name === text))
        throw new Wrong(`--${flag} wants one of ${READINGS.join(', ')}, not "${text}".`)
      const page = CODE_PAGES.find((one) => one === text.toLowerCase())
      if (READING[reading].takes === 'encoding' && !page) throw new Wrong(`--${flag} wants one of ${CODE_PAGES.join(', ')}, not "${text}".`)
      Object.assign(readAs, { [reading]: READING[reading].takes === 'encoding' ? page : text })
    } else if (optionName) set(optionName, text, `--${flag}`)
    else if (flag === 'set') {
      const [name = '', ...value] = text.split('=')
      if (value.length === 0) throw new Wrong(`--set wants name=value, not "${text}".`)
      set(name, value.join('='), `--set ${name}`)
    } else if (flag === 'preset') {
      if (!isPresetName(text)) throw new Wrong(`--preset wants one of ${Object.keys(PRESETS).join(', ')}, not "${text}".`)
      preset = PRESETS[text].changes
    } else if (flag === 'find') find = minutes(text)
    else if (flag === 'push') {
      if (!isRepositoryName(text)) throw new Wrong(`--push wants a repository of the hub, NAME or OWNER/NAME, not "${text}".`)
      repository = text
    } else if (text === '') throw new Wrong(`--${flag} wants a ${isTableFlag(flag) && flag !== 'labels' ? 'name' : 'path'}.`)
    else if (isTableFlag(flag)) table = { ...table, ...chosen(TABLE_FLAGS[flag].part, text) }
    else files[FILE_FLAGS[flag]!] = text
  }

  const [source, second] = sources
  if (source === undefined)
    throw new Wrong('Which folder or zip of pictures? npm run train -- <folder or zip> [options]; --help lists them.')
  if (second !== undefined) throw new Wrong(`One folder or zip at a time, not both "${source}" and "${second}".`)
  if (files.weights?.startsWith(UNTRAINED) && !untrainedIn(files.weights))
    throw new Wrong(
      `--weights ${UNTRAINED} wants one of ${NETWORK_NAMES.map((name) => NETWORKS[name].arch).join(', ')}, not "${files.weights.slice(UNTRAINED.length)}".`,
    )
  if (files.datasetOut && !/\.(zip|csv)$/i.test(files.datasetOut))
    throw new Wrong(`--dataset-out wants a file that ends in .zip or .csv, not "${files.datasetOut}".`)
  if (readAs.layout === 'name-pattern' && readAs.pattern === undefined)
    throw new Wrong(`--${READING.layout.flag} name-pattern wants --${READING.pattern.flag} too.`)
  if (table && (readAs.pattern !== undefined || (readAs.layout !== undefined && readAs.layout !== 'table')))
    throw new Wrong(
      `Labels come from a table or by --${READING.layout.flag} and --${READING.pattern.flag}, not both: leave out ${readAs.pattern === undefined ? `--${READING.layout.flag}` : `--${READING.pattern.flag}`}, or the table's options.`,
    )
  if (files.tensorboard && (find !== null || files.datasetOut))
    throw new Wrong('--tensorboard is for one training: leave out --find and --dataset-out.')
  if (repository !== null && files.datasetOut) throw new Wrong('--push is for a model: leave out --dataset-out.')
  if (isPublic && repository === null) throw new Wrong('--public is for --push.')
  if (find !== null && files.datasetOut) throw new Wrong('--find and --dataset-out are two errands: one at a time.')
  return {
    kind: 'run',
    source,
    config: { ...preset, ...(config as Partial<RunConfig>) },
    typed: Object.keys(config) as OptionName[],
    readAs: readAs as ReadAs,
    ...files,
    find,
    push: repository === null ? null : { repository, isPublic },
    timing,
    table,
  }
}

/** What `--help` prints. */
export function trainHelp(): string {
  const line = (spelling: string, ...about: string[]) => [`  ${spelling}`, ...about.map((text) => `      ${text}`)].join('\n')
  const described = ([name, option]: (typeof ENTRIES)[number]) => {
    const byWeights = name === 'imageSize' ? ', or what the weights are best at' : ''
    const limits = `${wants(option)}; default ${String(option.default) || 'none'}${byWeights}`
    return line(`${spelling(name)}${option.flag ? ' ' : '='}${placeholder(option)}`, option.help.en, limits, ...rulesOf(name))
  }
  const reading = (name: ReadingName) => {
    const { flag, takes, help } = READING[name]
    const value = { layout: ' NAME', text: ' PATTERN', encoding: ' NAME', nothing: '' }[takes]
    const one = {
      layout: [`one of ${READINGS.join(', ')}; default: by the evidence`],
      encoding: [`one of ${CODE_PAGES.join(', ')}; default: the one that gives letters`],
      ...{ text: [], nothing: [] },
    }[takes]
    return line(`--${flag}${value}`, help.en, ...one)
  }
  const flagged = ENTRIES.filter(([, option]) => option.flag).map(described)
  const settable = ENTRIES.filter(([, option]) => !option.flag).map(described)
  return [
    'npm run train -- <folder or zip> [options]',
    '',
    'Trains in a headless Chromium on the very page that people use, and writes metrics.json, model.onnx, model.safetensors',
    'and dashboard.png. Ends with 0 when the run finished, 2 when something given cannot be used, 1 when anything else failed.',
    '',
    line('--out DIR', 'Where the results go.', 'default out/train'),
    line(
      `--preset ${Object.keys(PRESETS).join('|')}`,
      'A ready-made recipe; what else is said goes above it.',
      ...Object.entries(PRESETS).map(([name, { help }]) => `${name}: ${help.en}`),
    ),
    line(
      `--weights ${NAMED_WEIGHTS.join('|')}|${UNTRAINED}NETWORK|FILE`,
      `What to start from: weights by name, a safetensors file or one of torch.save (${TORCH_ENDINGS.join(', ')}) with torchvision or timm names, or a model that was downloaded (.safetensors, .onnx):`,
      'the run goes on with its classes, by their names, and learns new ones from the beginning. Default: starter.',
      ...NAMED_WEIGHTS.flatMap(aboutWeights),
      `${UNTRAINED}NETWORK: nothing that was learnt, drawn by --seed; all of it learns unless --strategy says otherwise. One of`,
      `    ${NETWORK_NAMES.map((name) => NETWORKS[name].arch).join(', ')}.`,
      'imagenet is downloaded once and kept in $XDG_CACHE_HOME/trainyard/weights, or where the system has its cache.',
    ),
    line(
      '--find MINUTES',
      'Instead of training once: looks for a good recipe for so long, from the recipe that is said otherwise on, prints what was tried,',
      'and writes the model of the best one. Labelled test pictures are not looked at.',
    ),
    ...Object.entries(TABLE_FLAGS).map(([flag, { wants, help }]) => line(`--${flag} ${wants}`, help)),
    line(
      '--dataset-out FILE',
      'Instead of training: writes the dataset as it was read and split, a zip of class folders (train/cat/1.jpg, val/..., test/...),',
      'or, where FILE ends in .csv, a table of file_name, label, split, group and left_out.',
    ),
    line(
      '--tensorboard DIR',
      'Writes a log for TensorBoard into a folder of its own in DIR, epoch by epoch while the run is on: curves, confusion matrix, settings.',
    ),
    line(
      '--push NAME|OWNER/NAME',
      'Pushes the model to a repository of the Hugging Face hub, with the token in HF_TOKEN (which must be able to write): the files of the Hugging Face folder,',
      'no picture. A repository that is there already gets a commit; one that is made is private. HF_ENDPOINT names another hub.',
    ),
    line('--public', 'Makes the repository of --push one that everybody can see.'),
    line('--timing', 'Tells at the end where the time went, stage by stage.'),
    ...(Object.keys(READING) as ReadingName[]).map(reading),
    ...flagged,
    '',
    'Every other option:',
    ...settable,
  ].join('\n')
}
