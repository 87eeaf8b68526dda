import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { OPTIONS, READING } from '../../workers/protocol/options'
import { parseTrainArguments, trainHelp, untrainedIn } from './arguments'

const message = (...args: string[]) => {
  const request = parseTrainArguments(args)
  return request.kind === 'wrong' ? request.message : request.kind
}

describe('the command line of headless training', () => {
  it('takes the folder, and keeps to what was said', () => {
    expect(parseTrainArguments(['pets'])).toEqual({
      kind: 'run',
      source: 'pets',
      config: {},
      typed: [],
      readAs: {},
      weights: null,
      out: 'out/train',
      datasetOut: null,
      tensorboard: null,
      find: null,
      push: null,
      timing: false,
      table: null,
    })
  })

  it('looks for a recipe for so many minutes, and does nothing else beside', () => {
    expect(parseTrainArguments(['pets', '--find', '2.5', '--preset', 'quick'])).toMatchObject({ find: 2.5, config: { limit: 400 } })
    for (const text of ['0', '-1', 'soon', '1441', '']) expect(message('pets', `--find=${text}`)).toContain('--find wants')
    expect(message('pets', '--find', '2', '--dataset-out', 'x.zip')).toContain('--find and --dataset-out')
  })

  it('takes every documented flag, in both spellings', () => {
    const args =
      'pets.zip --strategy full --epochs 3 --image-size=64 --batch-size 16 --lr 3e-4 --backend wasm --weights w.safetensors --seed 7 --limit=100 --out out/x'
    expect(parseTrainArguments(args.split(' '))).toEqual({
      kind: 'run',
      source: 'pets.zip',
      config: { strategy: 'full', epochs: 3, imageSize: 64, batchSize: 16, learningRate: 3e-4, backend: 'wasm', seed: 7, limit: 100 },
      typed: ['strategy', 'epochs', 'imageSize', 'batchSize', 'learningRate', 'backend', 'seed', 'limit'],
      readAs: {},
      weights: 'w.safetensors',
      out: 'out/x',
      datasetOut: null,
      tensorboard: null,
      find: null,
      push: null,
      timing: false,
      table: null,
    })
  })

  it('takes a table and its columns, several of labels with commas between', () => {
    const args = [
      'pets',
      '--labels',
      'labels.csv',
      '--file-column=id',
      '--label-column',
      'cat, dog',
      '--split-column',
      'none',
      '--group-column',
      'patient',
    ]
    expect(parseTrainArguments(args)).toMatchObject({
      source: 'pets',
      table: { file: 'labels.csv', fileColumn: 'id', labelColumns: ['cat', 'dog'], splitColumn: null, groupColumn: 'patient' },
    })
    expect(message('pets', '--labels=')).toBe('--labels wants a path.')
    expect(message('pets', '--labels=x.csv', '--label-pattern={label}_{n}')).toContain('leave out --label-pattern, or')
    expect(message('pets', '--label-column=dx', '--read-as=class-folders')).toContain('leave out --read-as, or')
    expect(parseTrainArguments(['pets', '--labels=x.csv', '--read-as=table'])).toMatchObject({ kind: 'run' })
    expect(message('pets', '--label-column=')).toBe('--label-column wants a name.')
  })

  it('takes the encoding of names', () => {
    expect(parseTrainArguments(['pets', '--names', 'Shift_JIS'])).toMatchObject({ readAs: { names: 'shift_jis' } })
    expect(message('pets', '--names', 'x')).toMatch(/^--names wants one of gb18030, .*, not "x"\.$/)
  })

  it('takes a file for the dataset, which is a zip or a table', () => {
    expect(parseTrainArguments(['pets', '--dataset-out=d.ZIP'])).toMatchObject({ datasetOut: 'd.ZIP' })
    expect(message('pets', '--dataset-out', 'd')).toBe('--dataset-out wants a file that ends in .zip or .csv, not "d".')
  })

  it('takes --timing, which has no value, wherever it stands', () => {
    for (const args of [
      ['--timing', 'pets'],
      ['pets', '--timing'],
    ])
      expect(parseTrainArguments(args)).toMatchObject({ kind: 'run', source: 'pets', timing: true })
    expect(message('pets', '--timing=yes')).toBe('There is no option --timing. See npm run train -- --help.')
  })

  it('sets any option by its name', () => {
    const request = parseTrainArguments(['--set', 'dropout=0.2', '--set=decayNormAndBias=false', 'pets'])
    expect(request).toMatchObject({ source: 'pets', config: { dropout: 0.2, decayNormAndBias: false } })
  })

  it('takes lists, and a list of one number', () => {
    expect(parseTrainArguments(['pets', '--set', 'unfreezeAt=3,5', '--set', 'blockRates=1e-4'])).toMatchObject({
      config: { unfreezeAt: '3,5', blockRates: '1e-4' },
    })
  })

  it('takes how the pictures are read', () => {
    const args = 'pets --read-as inner-folders --take-all --keep-groups --split-anew'
    expect(parseTrainArguments(args.split(' '))).toMatchObject({
      source: 'pets',
      readAs: { layout: 'inner-folders', takeAll: true, groups: true, splitAnew: true },
    })
    expect(parseTrainArguments(['--label-pattern={n}_{label}', 'pets'])).toMatchObject({ readAs: { pattern: '{n}_{label}' } })
    const help = trainHelp()
    for (const { flag } of Object.values(READING)) expect(help).toContain(`  --${flag}`)
    expect(help).toContain('one of class-folders, split-folders,')
  })

  it('takes a preset, and puts what else is said above it', () => {
    expect(parseTrainArguments(['pets', '--epochs', '2', '--preset', 'best'])).toMatchObject({
      typed: ['epochs'],
      config: { strategy: 'full', optimizer: 'adamw', schedule: 'one-cycle', epochs: 2 },
    })
  })

  it.each([
    [['pets', '--preset', 'fast'], '--preset wants one of quick, article, best, not "fast".'],
    [['pets', '--preset', 'constructor'], '--preset wants one of quick, article, best, not "constructor".'],
    [['pets', '--preset=__proto__'], '--preset wants one of quick, article, best, not "__proto__".'],
    [['pets', '--strategy', 'constructor'], '--strategy wants one of feature-extraction, full, gradual, not "constructor".'],
    [['pets', '--constructor', '1'], 'There is no option --constructor. See npm run train -- --help.'],
    [['pets', '--epochs', 'many'], '--epochs wants a whole number from 1 to 1000, not "many".'],
    [['pets', '--epochs', '0'], '--epochs wants a whole number from 1 to 1000, not "0".'],
    [['pets', '--epochs', '1.5'], '--epochs wants a whole number from 1 to 1000, not "1.5".'],
    [['pets', '--epochs', ''], '--epochs wants a whole number from 1 to 1000, not "".'],
    [['pets', '--epochs'], '--epochs wants a value.'],
    [['pets', '--strategy', 'half'], '--strategy wants one of feature-extraction, full, gradual, not "half".'],
    [['pets', '--set', 'decayNormAndBias=yes'], '--set decayNormAndBias wants true or false, not "yes".'],
    [
      ['pets', '--set', 'unfreezeAt=5,3'],
      '--set unfreezeAt wants at most 5 whole numbers from 1 to 1000, with commas between them, none smaller than the one before, not "5,3".',
    ],
    [['pets', '--set', 'dropout'], '--set wants name=value, not "dropout".'],
    [
      ['pets', '--read-as', 'constructor'],
      '--read-as wants one of class-folders, split-folders, grouped-folders, kaggle-flat, inner-folders, pet-images, table, name-pattern, single-folder, not "constructor".',
    ],
    [['pets', '--read-as', 'name-pattern'], '--read-as name-pattern wants --label-pattern too.'],
    [['pets', '--label-pattern='], '--label-pattern wants a value.'],
    [['pets', '--take-all=yes'], '--take-all takes no value.'],
    [['pets', '--colour', 'red'], 'There is no option --colour. See npm run train -- --help.'],
    [['pets', '--out='], '--out wants a path.'],
    [['pets', 'more'], 'One folder or zip at a time, not both "pets" and "more".'],
  ])('says in one line what is wrong with %j', (args, expected) => {
    expect(message(...args)).toBe(expected)
  })

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('knows no option that every object has: --set %s=1', (name) => {
    expect(message('pets', '--set', `${name}=1`)).toContain(`There is no option "${name}".`)
  })

  it('says when there is no folder, and names the options that --set knows', () => {
    expect(message()).toContain('Which folder or zip')
    expect(message('pets', '--set', 'drop=1')).toContain('dropout')
  })

  it('knows the networks that may begin untrained by torchvision’s names', () => {
    expect(parseTrainArguments(['pets', '--weights', 'untrained:resnet50'])).toMatchObject({ weights: 'untrained:resnet50' })
    expect(untrainedIn('untrained:resnet50')).toBe('50')
    expect(untrainedIn('resnet50')).toBeNull()
    expect(message('pets', '--weights', 'untrained:vgg')).toMatch(/--weights untrained: wants one of resnet18, .*mobilenet_v2.*, not "vgg"/)
  })

  it('helps, wherever --help stands, with every option', () => {
    expect(parseTrainArguments(['pets', '--epochs', '3', '--help'])).toEqual({ kind: 'help' })
    const help = trainHelp()
    expect(help).toMatch(/--set stepSize=N\n.*\n.*\n {6}only with --schedule step\n/)
    expect(help).toMatch(/--set warmupEpochs=X\n.*\n.*\n {6}not with --schedule one-cycle\n/)
    expect(help).toMatch(/--set nesterov=true\|false\n.*\n.*\n {6}only with --optimizer sgd, only with --set momentum above 0\n/)
    expect(help).toMatch(/--set unfreezeEvery=N\n.*\n.*\n {6}only with --strategy gradual, only without --set unfreezeAt\n/)
    expect(help, 'what the named weights are, of the one table').toMatch(
      /--weights imagenet\|starter\|untrained:NETWORK\|FILE\n(.*\n)+? {6}imagenet: ImageNet ResNet18, 47 MB/,
    )
    for (const [name, option] of Object.entries(OPTIONS)) expect(help).toContain('flag' in option ? `--${option.flag} ` : `--set ${name}=`)
  })

  it('refuses a preset that there is not with exit 2, in one line that names those there are', () => {
    const program = fileURLToPath(new URL('main.ts', import.meta.url))
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', program, 'pets', '--preset', 'constructor'], {
      encoding: 'utf8',
    })
    expect({ status, stderr }).toEqual({ status: 2, stderr: '--preset wants one of quick, article, best, not "constructor".\n' })
  })
})
