/** The PyTorch project, run as people run it. One file although long: its tests share one project, which takes seconds to be written and unpacked. */
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { BlobReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cutmixOf, mixedLabels, mixedPixels } from '../data/batches/mixing'
import { crossEntropy } from '../metrics/probabilities'
import { MEAN, STD } from '../model/preprocessing'
import { readSafetensors } from '../model/safetensors'
import { shownInEpoch } from '../protocol/epochs'
import { DEFAULT_CONFIG, type RunConfig } from '../protocol/options'
import { uniform } from '../random'
import { trainSize } from '../recipe/batches'
import { frozenBlocks, rateShares } from '../recipe/strategy'
import { resizeTo } from '../recipe/viewed'
import { runOnnx } from './fixtures/ort'
import { HAS_TORCH, python } from './fixtures/python'
import { starterModel } from './fixtures/starter'
import { FORMATS } from './formats'
import { toOnnx } from './onnx'
import { fromRoot, type PyTorchProject, projectFiles, toPyTorchProject } from './pytorch'

const SIZE = 64
const SIDE = resizeTo(SIZE)
const CLASSES = ['red, mostly', '=蓝 "blue"']

/** 24 noisy pictures of `SIDE` px, the first half reddish, the second bluish: so small that Resize leaves them alone. Through every third one can see. */
const PICTURES = Array.from({ length: 24 }, (_, i) => {
  const label = i < 12 ? 0 : 1
  const colours = Uint8Array.from(
    { length: SIDE * SIDE * 3 },
    (_, at) => Math.floor(uniform(5, i, at) * 160) + (at % 3 === label * 2 ? 80 : 0),
  )
  const alpha = Uint8Array.from({ length: SIDE * SIDE }, (_, at) => (i % 3 ? 255 : Math.floor(uniform(6, i, at) * 256)))
  return {
    path: `${label ? '=蓝' : 'red, mostly'}/picture ${i}.png`,
    label,
    split: i % 3 === 0 ? ('val' as const) : ('train' as const),
    /** As the file has it. */
    rgba: Uint8Array.from({ length: SIDE * SIDE * 4 }, (_, at) => (at % 4 === 3 ? alpha[at >> 2]! : colours[(at >> 2) * 3 + (at % 4)]!)),
    /** As it is seen, on white. */
    rgb: colours.map((colour, at) => Math.round((colour * alpha[Math.floor(at / 3)]! + 255 * (255 - alpha[Math.floor(at / 3)]!)) / 255)),
  }
})

/** Normalised NCHW of the middle square; of an odd margin torchvision takes the even half (4 of 9). */
function inputOf(pictures: typeof PICTURES): Float32Array {
  const edge = Math.floor((SIDE - SIZE) / 2)
  return Float32Array.from({ length: pictures.length * 3 * SIZE * SIZE }, (_, i) => {
    const x = (i % SIZE) + edge
    const y = (Math.floor(i / SIZE) % SIZE) + edge
    const c = Math.floor(i / (SIZE * SIZE)) % 3
    return (pictures[Math.floor(i / (3 * SIZE * SIZE))]!.rgb[(y * SIDE + x) * 3 + c]! / 255 - MEAN[c]!) / STD[c]!
  })
}

describe('PyTorch project', () => {
  let folder: string
  let project: PyTorchProject

  beforeAll(async () => {
    const model = await starterModel(SIZE, CLASSES)
    const val = PICTURES.filter((p) => p.split === 'val')
    const { logits } = await runOnnx(toOnnx(model), inputOf(val), val.length, SIZE)
    const head = [...model.params].filter(([name]) => name.startsWith('fc.'))
    project = {
      model,
      config: { ...DEFAULT_CONFIG, imageSize: SIZE, batchSize: 8, cropScaleMin: 0.5 },
      optimizerState: new Map(
        head.flatMap(([name, { shape, data }]) => [
          [`exp_avg.${name}`, { shape, data: data.map(() => 1e-4) }],
          [`exp_avg_sq.${name}`, { shape, data: data.map(() => 1e-4) }],
        ]),
      ),
      start: {
        epoch: 3,
        updates: 30,
        valLoss: crossEntropy(
          val.map((p) => p.label),
          logits,
          2,
        ),
        valAccuracy: 0.5,
        plateauFactor: 1,
        plateauBest: Number.POSITIVE_INFINITY,
        plateauBad: 0,
        bestValLoss: 100,
      },
      live: null,
      split: PICTURES,
      pictures: null,
    }
    folder = await mkdtemp(join(tmpdir(), 'project-'))
    for (const { path, rgba } of PICTURES) {
      await mkdir(dirname(join(folder, 'pictures', path)), { recursive: true })
      await sharp(rgba, { raw: { width: SIDE, height: SIDE, channels: 4 } })
        .png()
        .toFile(join(folder, 'pictures', path))
    }
  }, 60_000)
  afterAll(() => rm(folder, { recursive: true }))

  /** Unpacks the zip beside the pictures. */
  async function unpack(changes: Partial<PyTorchProject> = {}): Promise<string[]> {
    const zip = new ZipReader(new BlobReader(await toPyTorchProject({ ...project, ...changes })))
    const names: string[] = []
    for (const entry of await zip.getEntries()) {
      if (entry.directory) continue
      const name = entry.filename.replace('trainyard-project/', '')
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), await entry.getData(new Uint8ArrayWriter(), { useWebWorkers: false }))
      names.push(name)
    }
    await zip.close()
    return names
  }

  /** What unpacking the zip comes to, without packing it. */
  async function lay(changes: Partial<PyTorchProject> = {}): Promise<void> {
    for (const [name, content] of Object.entries(projectFiles({ ...project, ...changes }))) {
      if (content instanceof Blob) throw new Error(`${name} is a picture: those are unpacked`)
      await writeFile(join(folder, name), content)
    }
  }

  it('says of a run that began untrained that nothing was fine-tuned, and of no weights what their licence is', () => {
    const facts = { ...project.model.facts, isUntrained: true } as const
    const readme = String(projectFiles({ ...project, model: { ...project.model, facts } })['README.md'])
    expect(readme).toContain('trained from nothing in Trainyard')
    expect(readme).not.toMatch(/fine-tuned|licence is:|\{\{/)
  })

  it('has every file, with the recipe, the split and the weights in them', { timeout: 60_000 }, async () => {
    const names = await unpack()
    expect(names.toSorted()).toEqual(
      [
        ...['README.md', 'config.json', 'labels.txt', 'model.safetensors', 'network.py', 'optimizer.safetensors', 'predict.py'],
        ...['requirements.txt', 'safetensors_io.py', 'shards.py', 'split.csv', 'start.json', 'train.py', 'train.slurm'],
      ].toSorted(),
    )
    const text = (name: string) => readFile(join(folder, name), 'utf8')
    expect(JSON.parse(await text('config.json'))).toMatchObject({
      arch: 'resnet18',
      head: 'article',
      labels: CLASSES,
      config: project.config,
    })
    const lines = (await text('split.csv')).trimEnd().split('\n')
    expect(lines.slice(0, 2)).toEqual(['path,label,split', '"red, mostly/picture 0.png","red, mostly",val'])
    expect(lines).toHaveLength(25)
    expect(await text('README.md')).not.toMatch(/\{\{/)
    const optimizer = readSafetensors(new Uint8Array(await readFile(join(folder, 'optimizer.safetensors'))))
    expect(optimizer.tensors.size).toBe(12)
    expect(optimizer.tensors.get('step.fc.0.weight')).toEqual({ shape: [], data: Float32Array.of(30) })
  })

  it.skipIf(!HAS_TORCH)(
    'train.py unfreezes as the studio does, each block with its rate and its own count of updates',
    { timeout: 60_000 },
    async () => {
      const config = { ...project.config, strategy: 'gradual', unfreezeAt: '2,4,4', blockRates: '2e-4', learningRate: 1e-3 } as const
      // Two batches, so two updates, an epoch; layer4 began with the third.
      const optimizerState = new Map(
        [...project.model.params]
          .filter(([name]) => /^(fc|layer4).*(weight|bias)$/.test(name))
          .flatMap(([name, { shape, data }]) => ['exp_avg', 'exp_avg_sq'].map((kind) => [`${kind}.${name}`, { shape, data }] as const)),
      )
      await lay({ config, optimizerState, start: { ...project.start, updates: 6 } })
      const ask = [
        'import json, train',
        "project = json.load(open('config.json'))",
        'model = train.build(project)',
        'optimizer = train.make_optimizer(model, project)',
        "train.load_optimizer(optimizer, model, 'optimizer.safetensors')",
        "train.save_optimizer(optimizer, model, 'again.safetensors')",
        "again = train.load('again.safetensors')[0]",
        "steps = {name: float(value) for name, value in again.items() if name.startswith('step.')}",
        "print(json.dumps([steps, [train.frozen_blocks(project, epoch) for epoch in range(1, 6)], project['rate_shares']]))",
      ]
      const [steps, frozen, shares] = JSON.parse(python(['-c', ask.join('\n')], folder)) as [Record<string, number>, number[], object]
      expect(steps).toMatchObject({ 'step.fc.3.bias': 6, 'step.layer4.0.conv1.weight': 4, 'step.layer4.1.bn2.bias': 4 })
      expect(Object.keys(steps).some((name) => name.includes('layer3'))).toBe(false)
      expect(frozen).toEqual([1, 2, 3, 4, 5].map((epoch) => frozenBlocks(config, epoch)))
      for (const [block, share] of Object.entries(rateShares(config))) expect(shares).toHaveProperty(block, expect.closeTo(share, 12))
    },
  )

  it.skipIf(!HAS_TORCH)(
    'train.py has labels and splits from split.csv alone, also of pictures in one folder that a table has labelled',
    { timeout: 60_000 },
    async () => {
      const flat = PICTURES.map(({ rgb: _, path, ...rest }, i) => ({ ...rest, path: `set/images/${i}.png`, from: path }))
      await mkdir(join(folder, 'flat/images'), { recursive: true })
      for (const [i, { from }] of flat.entries()) await copyFile(join(folder, 'pictures', from), join(folder, 'flat/images', `${i}.png`))
      await lay({ split: flat })
      const ask = [
        'import json, os, train',
        "project = json.load(open('config.json'))",
        'import types',
        "read = train.pictures_of(types.SimpleNamespace(shards=None, data='flat'), project)",
        "print(json.dumps([[[os.path.basename(path), label] for path, label in zip(*read[split])] for split in ('train', 'val')]))",
      ]
      const of = (split: string) => flat.flatMap((one, i) => (one.split === split ? [[`${i}.png`, one.label]] : []))
      expect(JSON.parse(python(['-c', ask.join('\n')], folder))).toEqual([of('train'), of('val')])
    },
  )

  it.skipIf(!HAS_TORCH)(
    'train.py varies and mixes training pictures as the studio does: the same mixes for the same draws, the same sizes, torchvision’s policies',
    { timeout: 60_000 },
    async () => {
      const config = {
        ...project.config,
        policy: 'rand',
        policyOps: 3,
        policyMagnitude: 11,
        mixup: 0.3,
        cutmix: 1,
        trainSizes: '32,48,64',
      } as const
      await lay({ config })
      const [n, size, labels] = [4, 12, Int32Array.of(1, 0, 2, 2)]
      const bytes = Uint8Array.from({ length: n * size * size * 3 }, (_, i) => Math.floor(uniform(8, i) * 256))
      const draws = [0.3, 0.871, 0.5].map((share, i) => ({ share, x: [5, 0, 11][i]!, y: [6, 11, 3][i]! }))
      const ask = [
        'import json, sys, torch, train',
        "config = json.load(open('config.json'))['config']",
        `x = torch.tensor(${JSON.stringify([...bytes])}).view(${n}, ${size}, ${size}, 3).permute(0, 3, 1, 2).double()`,
        `y = torch.tensor(${JSON.stringify([...labels])})`,
        'back = lambda made: [made[0].permute(0, 2, 3, 1).flatten().tolist(), made[1].flatten().tolist()]',
        `draws = ${JSON.stringify(draws)}`,
        "mixups = [back(train.mixed(x, y, 3, d['share'])) for d in draws]",
        `cuts = [back(train.mixed(x, y, 3, d['share'], train.cutmix_box(d['share'], d['x'], d['y'], ${size}))) for d in draws]`,
        'sizes_of = lambda over, start, epochs: [train.training_size(over, 64, epoch, train.shared_epochs(over, start, epochs)) for epoch in range(1, 9)]',
        "sizes = [sizes_of(config, {'epoch': 0}, 7), sizes_of({**config, 'epochs': 7}, {'epoch': 5}, 2), sizes_of({**config, 'epochs': 7, 'sizeEpochs': 5}, {'epoch': 5}, 2)]",
        'torch.manual_seed(1)',
        'drawn = [train.mixed_by(config, x, y, 3)[1].max(1).values.mean().item() for _ in range(20)]',
        'plain = train.mixed_by({}, x, y, 3)[1].tolist()',
        'names = [repr(step) for step in train.training_transform(config, 64)]',
        "bare = [type(step).__name__ for step in train.training_transform({**config, 'policy': 'trivial'}, 64)]",
        'print(json.dumps([mixups, cuts, sizes, drawn, plain, names[2], bare]))',
      ]
      const [mixups, cuts, sizes, drawn, plain, policy, bare] = JSON.parse(python(['-c', ask.join('\n')], folder)) as [
        [number[], number[]][],
        [number[], number[]][],
        ...[number[][], number[], number[], string, string[]],
      ]
      for (const [i, { share, x, y }] of draws.entries())
        for (const [mix, [pixels, targets]] of [
          [{ kind: 'mixup', share }, mixups[i]!],
          [cutmixOf(share, { x, y }, size), cuts[i]!],
        ] as const) {
          const ours = mixedPixels(bytes, n, mix)
          expect(Math.max(...ours.map((value, k) => Math.abs(value - pixels[k]!)))).toBeLessThanOrEqual(0.5)
          mixedLabels(labels, 3, mix).forEach((target, k) => {
            expect(target).toBeCloseTo(targets[k]!, 6)
          })
        }
      const planned = (over: Partial<RunConfig>) =>
        [1, 2, 3, 4, 5, 6, 7, 8].map((epoch) => trainSize({ ...config, strategy: 'full', epochs: 7, ...over }, epoch))
      // What was planned in the studio holds where training goes on here.
      expect(sizes).toEqual([planned({}), planned({}), planned({ sizeEpochs: 5 })])
      expect(new Set(drawn).size).toBeGreaterThan(10)
      expect(plain).toEqual([...labels])
      expect(policy).toMatch(/RandAugment\(num_ops=3, magnitude=11/)
      expect(bare[2]).toBe('TrivialAugmentWide')

      // And it trains so: an epoch at 32 px, one at 48.
      const said = python(['train.py', '--epochs', '2', '--workers', '0', '--out', 'mixed'], folder)
      expect(said).toMatch(/epoch 4: train loss [\d.]+.*\nepoch 5: train loss [\d.]+/)
    },
  )

  it.skipIf(!HAS_TORCH)('train.py counts batches and weighs them as the studio does', { timeout: 60_000 }, async () => {
    await lay()
    const counts = [7, 8, 9, 16, 17, 33]
    const ask = [
      'import json, train',
      `shown = [count - train.leaves_one(count, 8) for count in ${JSON.stringify(counts)}]`,
      'shares = [train.share_of(i, n, 4, 4, 22) for i, n in enumerate([4, 4, 4, 4, 4, 2])]',
      'print(json.dumps([shown, shares]))',
    ]
    const [shown, shares] = JSON.parse(python(['-c', ask.join('\n')], folder)) as [number[], number[]]
    expect(shown).toEqual(counts.map((count) => shownInEpoch(count, 8)))
    expect(shares).toEqual([0.25, 0.25, 0.25, 0.25, 4 / 6, 2 / 6])
  })

  it.skipIf(!HAS_TORCH)(
    'train.py goes on from the weights behind the averages, and from what was best and how long ago',
    { timeout: 120_000 },
    async () => {
      const config = { ...project.config, emaDecay: 0.99, schedule: 'plateau', plateauPatience: 1, gamma: 0.5, learningRate: 1e-7 } as const
      // Live weights that differ: averages answer at the start, and the epoch moves them towards these.
      const live = new Map([...project.model.params].map(([name, { shape, data }]) => [name, { shape, data: data.map((v) => v * 1.01) }]))
      const start = { ...project.start, bestValLoss: 1e-3, plateauBest: 1e-3, plateauBad: 1 }
      await lay({ config, live, start })
      const said = python(['train.py', '--epochs', '1', '--workers', '0', '--out', 'on'], folder)
      expect(said).toContain(`start: validation loss ${project.start.valLoss.toFixed(4)}`.slice(0, -1))
      expect(said).toContain('no epoch was better than the best before (validation loss 0.0010)')
      const after = JSON.parse(await readFile(join(folder, 'on/start.json'), 'utf8')) as Record<string, number>
      // The one bad epoch that was missing lowers the rate.
      expect(after).toMatchObject({ best_val_loss: 1e-3, plateau_factor: 0.5, plateau_best: 1e-3, plateau_bad: 0 })
      const name = 'layer1.0.conv1.weight'
      const read = async (file: string) => readSafetensors(new Uint8Array(await readFile(join(folder, file)))).tensors.get(name)!.data
      const [before, now] = [live.get(name)!.data, await read('on/live.safetensors')]
      expect(Math.max(...now.map((v, i) => Math.abs(v - before[i]!)))).toBeLessThan(1e-5)
      expect(await read('on/model.safetensors')).not.toEqual(now)
    },
  )

  it('refuses a picture whose label is no class', () => {
    expect(() => projectFiles({ ...project, split: [{ path: 'x.jpg', label: 7, split: 'train' }] })).toThrow(/x\.jpg has the label 7/)
  })

  it('begins paths inside the folder that was opened, where it was one', () => {
    expect(fromRoot(['train/cat.0.jpg', 'train/dog.0.jpg'])).toEqual({ root: 'train', inside: ['cat.0.jpg', 'dog.0.jpg'] })
    expect(fromRoot(['pets/train/cat.0.jpg', 'pets/train/dog.0.jpg'])).toEqual({
      root: 'pets',
      inside: ['train/cat.0.jpg', 'train/dog.0.jpg'],
    })
    for (const paths of [['cat/1.jpg', 'cats/2.jpg'], ['cat.0.jpg', 'dog.0.jpg'], []])
      expect(fromRoot(paths)).toEqual({ root: '', inside: paths })
  })

  describe.skipIf(!HAS_TORCH)('as its README says, starts from the studio’s loss', { timeout: 120_000 }, () => {
    /** What a run of no epoch says: the loss that it would start from. */
    const start = (...args: string[]) => python(['train.py', '--epochs', '0', '--workers', '0', ...args], folder)
    const the = () => `start: validation loss ${project.start.valLoss.toFixed(4)}`.slice(0, -1)
    const opened = PICTURES.map((picture) => ({ ...picture, path: `pictures/${picture.path}` }))

    it('given the folder that was opened, or the one it lies in', async () => {
      await lay({ split: opened })
      expect(await readFile(join(folder, 'README.md'), 'utf8')).toContain('PICTURES is the folder "pictures" that was opened in the studio')
      for (const data of [join(folder, 'pictures'), folder]) expect(start('--data', data)).toContain(the())
    })

    it('given the folder in which several lie side by side', async () => {
      await lay()
      expect(await readFile(join(folder, 'README.md'), 'utf8')).toContain('lies side by side: red, mostly, =蓝')
      expect(start('--data', join(folder, 'pictures'))).toContain(the())
    })

    it('as it comes, where the pictures are in it', async () => {
      const pictures = new Map(
        await Promise.all(opened.map(async ({ path }) => [path, new Blob([await readFile(join(folder, path))])] as const)),
      )
      await rm(join(folder, 'pictures'), { recursive: true })
      await unpack({ split: opened, pictures })
      expect(await readFile(join(folder, 'README.md'), 'utf8')).not.toContain('--data PICTURES')
      expect(start()).toContain(the())
    })

    it('by the lines shown beside the download', async () => {
      await lay()
      const lines = FORMATS.pytorch.code[0]!.code.split('\n').filter((line) => line.startsWith('python '))
      const words = { PICTURES: join(folder, 'pictures'), 'picture.jpg': join(folder, 'pictures', PICTURES[0]!.path), 5: '0' }
      const [train, predict] = lines.map((line) => {
        const args = line.split(' ').slice(1)
        return python(
          args.map((arg) => words[arg as keyof typeof words] ?? arg),
          folder,
        )
      })
      expect(train).toContain(the())
      expect(predict).toContain('red, mostly=')
    })

    it('and says where it looked when they are not there', async () => {
      await lay({ split: opened })
      expect(() => start('--data', '/nowhere/pets')).toThrow(
        /16 of 16 pictures are not there, for one .*\/nowhere\/pets, \/nowhere\/pets\/pictures, \/nowhere\. Give with --data the folder/,
      )
    })
  })

  it.skipIf(!HAS_TORCH)(
    'torchrun on two processes starts from the studio’s loss and lowers it; predict.py answers',
    { timeout: 180_000 },
    async () => {
      await lay()
      // Without --redirects Debian 12's torchrun fails before it starts anything (Std.from_str("0") is None under Python 3.11).
      const launch = ['-m', 'torch.distributed.run', '--redirects', '1', '--tee', '1', '--nproc_per_node', '2', '--master_port', '29617']
      const said = python([...launch, 'train.py', '--epochs', '1'], folder)
      expect(said).toContain('2 process(es) on cpu; optimizer state restored for 4 parameters')
      const { epochs } = JSON.parse(await readFile(join(folder, 'out/metrics.json'), 'utf8')) as {
        epochs: { epoch: number; val: { loss: number } }[]
      }
      expect(epochs.map((e) => e.epoch)).toEqual([3, 4])
      expect(Math.abs(epochs[0]!.val.loss / project.start.valLoss - 1)).toBeLessThan(0.01)
      expect(epochs.at(-1)!.val.loss).toBeLessThan(epochs[0]!.val.loss)

      const answer = python(['predict.py', join(folder, 'pictures', PICTURES[0]!.path)], folder)
      const { probabilities } = await runOnnx(toOnnx(project.model), inputOf(PICTURES.slice(0, 1)), 1, SIZE)
      expect(Math.abs(Number(/red, mostly=([\d.]+)/.exec(answer)?.[1]) - probabilities[0]!)).toBeLessThan(1e-3)

      // What came out can be continued in turn.
      const again = python(['train.py', '--epochs', '1', '--workers', '0', '--start', 'out', '--out', 'out2'], folder)
      expect(again).toMatch(/epoch \d: train loss/)
    },
  )

  /** What `torchrun --nproc_per_node 2` comes to, by forks of a Python that has PyTorch loaded: it would load it three times. */
  function onTwo(port: number, script: string, args: readonly string[]): string {
    const launch = [
      'import os, runpy, sys',
      'ranks = []',
      'for rank in (0, 1):',
      '    ranks.append(os.fork())',
      '    if ranks[-1] == 0:',
      `        os.environ.update(RANK=str(rank), LOCAL_RANK=str(rank), WORLD_SIZE='2', MASTER_ADDR='127.0.0.1', MASTER_PORT='${port}')`,
      `        sys.argv = ${JSON.stringify([script, ...args])}`,
      "        runpy.run_path(sys.argv[0], run_name='__main__')",
      '        sys.stdout.flush()',
      '        os._exit(0)',
      // One that fails ends the other, which would wait for it.
      'first, status = os.wait()',
      'other = ranks[1 - ranks.index(first)]',
      'if status: os.kill(other, 9)',
      'sys.exit(status != 0 or os.waitpid(other, 0)[1] != 0)',
    ]
    return python(['-c', launch.join('\n')], folder)
  }

  it.skipIf(!HAS_TORCH)(
    'two processes of which one is ended from outside in the middle of an epoch go on to the very losses of one that was not',
    { timeout: 300_000 },
    async () => {
      // Averages of a whole network that learns: their BatchNorm statistics, too, must be those that are saved.
      await lay({ config: { ...project.config, strategy: 'full', emaDecay: 0.9, batchSize: 4, mixup: 0.2, clipNorm: 1 } })
      const losses = async (out: string) => {
        const { epochs } = JSON.parse(await readFile(join(folder, out, 'metrics.json'), 'utf8')) as {
          epochs: { train?: { loss: number }; val: { loss: number } }[]
        }
        return epochs.flatMap(({ train, val }) => [...(train ? [train.loss] : []), val.loss])
      }
      const args = ['--epochs', '2', '--workers', '0']
      onTwo(29618, 'train.py', [...args, '--out', 'whole'])
      // As SIGTERM would, once each process is through a batch of its own choice: what one of them is told, all are. Those that decode hear of it earlier, and stay.
      const ended = [
        'import multiprocessing, os, sys, train',
        'agreed = train.Ending.agreed',
        'def after_five(self, device, world):',
        "    self.count = getattr(self, 'count', 0) + 1",
        '    if self.count == 1:',
        "        os.system('kill ' + ' '.join(str(child.pid) for child in multiprocessing.active_children()))",
        "    if self.count == 6 and os.environ['RANK'] == '1':",
        '        os.kill(os.getpid(), 15)',
        '    return agreed(self, device, world)',
        'train.Ending.agreed = after_five',
        'train.main()',
      ]
      await writeFile(join(folder, 'ended.py'), ended.join('\n'))
      const decoding = ['--epochs', '2', '--workers', '1', '--out', 'parted', '--interrupted', 'ended']
      const first = onTwo(29619, 'ended.py', decoding)
      expect(first).toContain('ended from outside')
      expect(existsSync(join(folder, 'ended'))).toBe(true)
      expect(first).not.toContain('epoch 5:')
      const second = onTwo(29620, 'train.py', [...args, '--out', 'parted', '--resume'])
      expect(second).toMatch(/going on from epoch 5, batch [1-3]/)
      const [whole, parted] = [await losses('whole'), await losses('parted')]
      expect(parted).toHaveLength(5)
      whole.forEach((loss, i) => {
        expect(Math.abs(parted[i]! - loss)).toBeLessThan(1e-5)
      })
    },
  )

  it.skipIf(!HAS_TORCH)(
    'shards of split.csv, of a table and of class folders give the batches that the pictures give, bf16 nearly the same losses',
    { timeout: 300_000 },
    async () => {
      await lay()
      const table = PICTURES.map(({ path, label, split }) => `"${path}","${['red, mostly', `'=蓝 ""blue""`][label]}",${split}`)
      // By another name of the split; what is none is refused.
      await writeFile(join(folder, 'table.csv'), ['path,label,split', ...table].join('\n').replaceAll(/,val$/gm, ',Validation'))
      await writeFile(join(folder, 'stray.csv'), ['path,label,split', ...table].join('\n').replaceAll(/,val$/gm, ',holdout'))
      for (const { path, label, split } of PICTURES) {
        await mkdir(join(folder, 'classes', split, CLASSES[label]!), { recursive: true })
        await copyFile(join(folder, 'pictures', path), join(folder, 'classes', split, CLASSES[label]!, path.slice(path.indexOf('/') + 1)))
      }
      const commands = [
        '--shard shards --shard-size 5',
        '--shard of-table --csv table.csv',
        '--shard of-folders --folder classes',
        '--out plain',
        '--out sharded --shards shards',
        '--out sharded --shards of-table',
        '--out half --amp bf16',
        '--out plain --resume',
        '--shard strays --csv stray.csv',
      ]
      // One process for all: PyTorch takes longer to start than this to train. Shards of others have no index beside them.
      const ask = [
        'import os, sys, train',
        `for command in ${JSON.stringify(commands)}:`,
        "    if command.endswith('of-table'):",
        "        [os.remove(f'of-table/{name}') for name in os.listdir('of-table') if name.endswith('.json')]",
        "    print('> ' + command)",
        "    sys.argv = ['train.py', '--epochs', '1', '--workers', '0', *command.split(' ')]",
        '    try:',
        '        train.main()',
        '    except SystemExit as refused:',
        '        print(refused)',
      ]
      const parts = python(['-c', ask.join('\n')], folder)
        .split('> ')
        .slice(1)
      for (const part of parts.slice(0, 3)) expect(part).toContain('16 pictures for training, 8 for validation')
      const losses = parts.slice(3).map((part) => /train loss ([\d.]+).*validation loss ([\d.]+)/.exec(part)?.slice(1).map(Number))
      const [plain, sharded, ofTable, half] = losses
      expect(plain).toHaveLength(2)
      expect([sharded, ofTable]).toEqual([plain, plain])
      expect(half).not.toEqual(plain)
      expect(Math.abs(half![0]! / plain![0]! - 1)).toBeLessThan(0.05)
      expect(parts[7]).toContain('nothing is left to do: the run in plain is complete up to epoch 4.')
      expect(parts[7]).not.toContain('written to')
      expect(parts[8]).toContain('"holdout" in stray.csv is no split')
    },
  )

  it.skipIf(!HAS_TORCH)('train.py ends where it fails while others decode for it', { timeout: 120_000 }, async () => {
    await lay()
    const ask = [
      'import signal, sys, train',
      'def fail(model, loader, *_):',
      "    raise ValueError('failed after a batch of ' + str(len(next(iter(loader))[1])))",
      'train.validate = fail',
      // What waits for ever is ended by this, and says nothing of a code.
      'signal.alarm(60)',
      "sys.argv = ['train.py', '--workers', '1', '--out', 'failed']",
      'train.main()',
    ]
    await writeFile(join(folder, 'failing.py'), ask.join('\n'))
    expect(() => python(['failing.py'], folder)).toThrow(
      expect.objectContaining({ status: 1, stderr: expect.stringContaining('failed after a batch of 8') }),
    )
  })

  it.skipIf(!HAS_TORCH)('a million paths ask the disk once for each folder', { timeout: 120_000 }, async () => {
    await lay()
    const ask = [
      'import json, os, time, train',
      'asked = []',
      "train.os = type('os', (), {**vars(os), 'listdir': staticmethod(lambda folder: asked.append(folder) or [f'{i}.jpg' for i in range(1000)])})",
      "wanted = [f'{i // 1000}/{i % 1000}.jpg' for i in range(1_000_000)]",
      'began = time.time()',
      "paths = train.where_are(['/pictures'], wanted)",
      'order = train.EpochOrder([0] * len(paths), 1, False, 3, 8)',
      'own = list(order)',
      'print(json.dumps([len(asked), len(paths), len(own), time.time() - began]))',
    ]
    const [folders, paths, own, seconds] = JSON.parse(python(['-c', ask.join('\n')], folder)) as number[]
    console.info(`a million paths were found and put in order in ${seconds?.toFixed(1)} s`)
    expect([folders, paths, own]).toEqual([1000, 1_000_000, 125_000])
  })
})
