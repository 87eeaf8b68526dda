/**
 * A log read by TensorBoard itself, beside what was written:
 *
 *     TRAINYARD_PYTHON=... npx tsx tools/verify/tensorboard.ts [FOLDER]
 *
 * The Python that is named needs `tensorboard`. Without a folder a log of three epochs is made; of one that `npm run train -- --tensorboard` wrote the figures are only
 * printed. Ends with exit code 1 where TensorBoard reads something else.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { eventsName, toEvents } from '../../workers/export/tensorboard'
import { DEFAULT_CONFIG } from '../../workers/protocol/options'
import { makeScratch } from '../scratch'

interface Read {
  readonly scalars: Readonly<Record<string, readonly (readonly [number, number])[]>>
  readonly images: Readonly<Record<string, readonly (readonly [number, number, number])[]>>
  readonly hparams: Readonly<Record<string, unknown>>
  readonly metrics: readonly string[]
  readonly status: number
}

const read = (folder: string): Read =>
  JSON.parse(
    execFileSync(process.env.TRAINYARD_PYTHON ?? '/usr/bin/python3', [resolve('tools/verify/check_tensorboard.py'), folder], {
      encoding: 'utf8',
    }),
  ) as Read

const given = process.argv[2]
if (given) {
  console.log(JSON.stringify(read(given), null, 2))
  process.exit(0)
}
const epochs = [1, 2, 3].map((epoch) => ({
  ...{ epoch, train: { loss: 1 / epoch, accuracy: 0.5 + epoch / 10 }, val: { loss: 2 / epoch, accuracy: 0.6 + epoch / 10 } },
  ...{ learningRate: 1e-3 * epoch, seconds: 2, confusion: { classes: 3, cells: [0, 0, 3, 0, 1, 1, 1, 1, 4, 2, 2, 5] } },
}))
const scratch = makeScratch()
const run = { config: DEFAULT_CONFIG, classes: ['cat', 'dog', '鸟'], name: 'run 1', began: 1_700_000_000 }
writeFileSync(join(scratch.path, eventsName(run.began)), new Uint8Array(await (await toEvents(run, epochs)).arrayBuffer()))
const found = read(scratch.path)
scratch.remove()

const near = (a: number, b: number) => Math.abs(a - b) < 1e-6
const curve = (tag: string, of: (epoch: (typeof epochs)[number]) => number) =>
  epochs.every((epoch, i) => found.scalars[tag]?.[i]?.[0] === epoch.epoch && near(found.scalars[tag][i][1], of(epoch)))
const checks: Readonly<Record<string, boolean>> = {
  'curves of training': curve('loss/training', ({ train }) => train.loss) && curve('accuracy/training', ({ train }) => train.accuracy),
  'curves of validation': curve('loss/validation', ({ val }) => val.loss) && curve('accuracy/validation', ({ val }) => val.accuracy),
  'learning rate': curve('learning rate', ({ learningRate }) => learningRate),
  'a picture for each epoch':
    found.images['confusion matrix (validation)']?.map(([step, width, height]) => `${step} ${width} ${height}`).join() ===
    '1 399 399,2 399 399,3 399 399',
  'every option as a hyper-parameter': Object.entries(DEFAULT_CONFIG).every(([name, value]) => found.hparams[name] === value),
  'what they are compared by': found.metrics.join() === 'accuracy/validation,loss/validation',
  'that it ended well': found.status === 1,
}
for (const [what, isRight] of Object.entries(checks)) console.log(`${isRight ? 'right' : 'WRONG'}: ${what}`)
process.exit(Object.values(checks).every(Boolean) ? 0 : 1)
