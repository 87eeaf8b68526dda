/** The weights that come with the page, and what is told of them before they are read. */
import { readFileSync } from 'node:fs'
import { afterEach, expect, test, vi } from 'vitest'
import { generated } from '../../engine/fixtures/narrow'
import { buildNetwork } from '../../model/networks'
import { readSafetensors, writeSafetensors } from '../../model/safetensors'
import { headOf, type ParamMap, paramInfos } from '../../model/spec'
import { timmName } from '../../model/timm'
import { archOf, MOST_WEIGHTS_BYTES, NETWORK_NAMES, NETWORKS, RESNETS } from '../../protocol'
import { assertWeightsSize, BUNDLED_INFO, broughtWeights, bundledWeights, likestNetwork, untrainedWeights } from './weights'

const FILE = new Uint8Array(readFileSync(new URL('../../../public/models/resnet18-starter.safetensors', import.meta.url)))

/** Serves these bytes, and notes from where. */
function serve(bytes: Uint8Array<ArrayBuffer>, status = 200): string[] {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (address: string) => {
    asked.push(address)
    return new Response(bytes, { status })
  })
  return asked
}
afterEach(() => vi.unstubAllGlobals())

test('what is told of the bundled weights is what is in the file', async () => {
  const asked = serve(FILE)
  const { info, params } = await bundledWeights('https://example.org/studio/')
  expect(asked).toEqual(['https://example.org/studio/models/resnet18-starter.safetensors'])
  expect(info).toBe(BUNDLED_INFO)
  const own = await broughtWeights('own.safetensors', FILE.buffer)
  expect(own.info.sha256).toBe(BUNDLED_INFO.sha256)
  expect(own.info.depth).toBe(BUNDLED_INFO.depth)
  expect(params.get('conv1.weight')?.shape).toEqual([64, 3, 7, 7])
})

test('a server that has another file, or none, is a problem with a name', async () => {
  serve(FILE.map((byte, i) => (i === FILE.length >> 1 ? byte ^ 1 : byte)))
  await expect(bundledWeights('https://example.org/')).rejects.toMatchObject({ code: 'weights-malformed' })
  serve(FILE, 404)
  await expect(bundledWeights('https://example.org/')).rejects.toMatchObject({ code: 'download-failed' })
})

/** The bundled weights with something changed. */
function changed(change: (tensors: ParamMap) => void, metadata: Record<string, string> = {}): ArrayBuffer {
  const { tensors } = readSafetensors(FILE)
  change(tensors)
  return writeSafetensors(tensors, metadata).buffer
}

test.each([
  ['NaN', 'conv1.weight', Number.NaN, 'NaN'],
  ['infinity', 'layer4.1.conv2.weight', Number.POSITIVE_INFINITY, 'Infinity'],
  ['a negative variance', 'layer1.0.bn1.running_var', -0.25, '-0.25'],
])('weights with %s are refused by name, before a run', async (_, name, value, said) => {
  const bytes = changed((tensors) => tensors.get(name)!.data.set([value], 7))
  await expect(broughtWeights('own.safetensors', bytes)).rejects.toMatchObject({
    code: 'weights-unsound',
    values: { file: 'own.safetensors', name, value: said },
  })
})

test('a head that is not used may hold anything, and is not kept', async () => {
  const bytes = changed((tensors) => tensors.set('fc.weight', { shape: [1], data: Float32Array.of(Number.NaN) }))
  expect((await broughtWeights('own.safetensors', bytes)).params.has('fc.weight')).toBe(false)
})

test.each([
  ...NETWORK_NAMES.map((depth) => ({ depth, attention: 'none' }) as const),
  ...RESNETS.flatMap((depth) => (['se', 'cbam'] as const).map((attention) => ({ depth, attention }))),
])('a $depth, attention $attention, is told by its names and shapes, one of them wrong or missing too', (network) => {
  const spec = buildNetwork(archOf(network), { classes: 2 })
  const backbone = paramInfos(spec).filter(({ block }) => block !== headOf(spec))
  const all = new Map(backbone.map((info) => [info.name, info]))
  // Tensors of timm's ViTs are those of DeiT, TensorFlow's those of PyTorch's: only a name tells them apart.
  const told = { ...network, depth: network.depth.replace(/^vit/, 'deit').replace(/^tf_/, '') }
  expect(likestNetwork(all)).toEqual(told)
  const without = new Map(all)
  without.delete('layer3.1.bn2.weight')
  expect(likestNetwork(without)).toEqual(told)
  expect(likestNetwork(new Map(all).set('conv1.weight', { ...all.get('conv1.weight')!, shape: [64, 1, 7, 7] }))).toEqual(told)
})

test('a swapped shape is refused', async () => {
  const bytes = changed((tensors) => {
    const { data } = tensors.get('layer2.0.conv1.weight')!
    tensors.set('layer2.0.conv1.weight', { shape: [64, 128, 3, 3], data })
  })
  await expect(broughtWeights('own.safetensors', bytes)).rejects.toMatchObject({
    code: 'weights-mismatch',
    values: { network: 'resnet18', name: 'layer2.0.conv1.weight' },
  })
})

const NUMBERS = { shape: [2], data: Float32Array.of(1, 2) }

test.each([
  ['attention by other names', ['layer1.0.eca.conv.weight', 'layer1.1.eca.conv.weight'], 'layer1.0.eca.conv.weight'],
  ['timm’s attention in one block', ['layer4.1.se.fc1.weight', 'layer4.1.se.fc1.bias'], 'layer4.1.se.fc1.weight'],
  ['one block more', ['layer4.2.conv1.weight', 'layer4.2.bn1.weight'], 'layer4.2.conv1.weight'],
  ['a bias that its convolutions have not', ['conv1.bias', 'layer1.0.conv1.bias'], 'conv1.bias'],
])('a ResNet18 with %s is not taken for a plain one', async (_, names, got) => {
  const bytes = changed((tensors) => {
    for (const name of names) tensors.set(`module.${name}`, NUMBERS)
    for (const [name, param] of [...tensors]) {
      if (name.startsWith('module.')) continue
      tensors.delete(name)
      tensors.set(`module.${name}`, param)
    }
  })
  await expect(broughtWeights('own.safetensors', bytes)).rejects.toMatchObject({
    code: 'weights-other-parts',
    values: { file: 'own.safetensors', network: 'resnet18', got, more: 1 },
  })
})

test('heads of any kind, counters and other networks beside a backbone are no part of it', async () => {
  const beside = ['fc.4.weight', 'classifier.weight', 'projector.0.weight', 'bn1.num_batches_tracked', 'layer1.0.conv1.total_ops']
  const bytes = changed((tensors) => {
    for (const name of beside) tensors.set(name, NUMBERS)
  })
  expect((await broughtWeights('own.safetensors', bytes)).info.depth).toBe('18')
})

test('parts of a network by timm’s names that it has not are told too', async () => {
  const spec = buildNetwork('mobilenet_v3_small', { classes: 2 })
  const named = timmName(spec)
  const tensors = new Map([...generated(spec)].map(([name, param]) => [named(name), param]))
  // Its head begins with one more convolution.
  tensors.set('conv_head.weight', NUMBERS)
  const name = 'timm/mobilenetv3_small_100.lamb_in1k'
  expect((await broughtWeights(name, writeSafetensors(tensors, {}).buffer)).info.depth).toBe('mobilenet_v3_small')
  tensors.set('blocks.1.7.conv_pw.weight', NUMBERS)
  await expect(broughtWeights(name, writeSafetensors(tensors, {}).buffer)).rejects.toMatchObject({
    code: 'weights-other-parts',
    values: { network: 'mobilenet_v3_small', got: 'blocks.1.7.conv_pw.weight', more: 0 },
  })
})

test.each(['mobilenet_v2', 'resnet101', 'efficientnet_b3'] as const)(
  'of other widths a %s is told as one that does not fit that',
  async (arch) => {
    const wider = new Map(
      paramInfos(buildNetwork(arch, { classes: 2 })).map(({ name, shape }) => [
        name,
        { shape: shape.map((side, i) => (i < 2 && side > 3 ? side + 8 : side)) },
      ]),
    )
    expect(archOf(likestNetwork(wider))).toBe(arch)
  },
)

test.each([
  ['fastai’s', (name: string) => `0.${name.replace('conv1', '0').replace('layer', '')}`],
  ['transformers’', (name: string) => `resnet.encoder.${name.replace('layer', 'stages.').replace(/bn(\d)/, 'normalization$1')}`],
])('a network by %s names is told as one of other names, which are cited', async (_, rename) => {
  const { tensors } = readSafetensors(FILE)
  const renamed = new Map(
    [...tensors].map(([name, param]) => [name.includes('conv1') ? rename(name).replace('conv', 'c') : rename(name), param]),
  )
  await expect(broughtWeights('own.safetensors', writeSafetensors(renamed).buffer)).rejects.toMatchObject({
    code: 'weights-other-names',
    values: { file: 'own.safetensors', names: [...renamed.keys()].slice(0, 3) },
  })
})

test('a whole licence is cut, and stays on one line', async () => {
  const licence = 'Apache License\nVersion 2.0\n'.repeat(1000)
  const { info } = await broughtWeights(
    'own.safetensors',
    changed(() => {}, { license: licence }),
  )
  expect(info.licence).toMatch(/^Apache License Version 2\.0 .{200,280}…$/)
  expect(
    (
      await broughtWeights(
        'own.safetensors',
        changed(() => {}, { license: ' \n' }),
      )
    ).info.licence,
  ).toBe('not stated in the file')
})

test('a file that can be no weights is refused by its size alone', () => {
  expect(() => assertWeightsSize('own.safetensors', MOST_WEIGHTS_BYTES)).not.toThrow()
  expect(() => assertWeightsSize('own.safetensors', MOST_WEIGHTS_BYTES + 1)).toThrow('weights-too-large')
})

test('a MobileNet of timm’s is taken in by its name, and refused where none tells its padding or its colours', async () => {
  const spec = buildNetwork('mobilenet_v3_small', { classes: 2 })
  const named = timmName(spec)
  const tensors = new Map([...generated(spec)].map(([name, param]) => [named(name), param]))
  const file = writeSafetensors(tensors, {}).buffer
  const { info, params } = await broughtWeights('timm/mobilenetv3_small_100.lamb_in1k', file)
  expect(info.depth).toBe('mobilenet_v3_small')
  expect(params.get('features.0.0.weight')).toEqual(tensors.get('conv_stem.weight'))
  await expect(broughtWeights('model.safetensors', file)).rejects.toMatchObject({ code: 'weights-padding' })
  await expect(broughtWeights('timm/tf_mobilenetv3_small_100.in1k', file)).rejects.toMatchObject({
    code: 'weights-normalisation',
    values: { known: 'ns_jft_in1k, aa_in1k, in1k', example: 'timm/tf_efficientnet_b0.ns_jft_in1k' },
  })
  for (const name of ['timm/mobilenetv3_small_100.miil_in21k_ft_in1k', 'mobilenetv3_small_100.safetensors'])
    await expect(broughtWeights(name, file)).rejects.toMatchObject({
      code: 'weights-normalisation',
      values: { file: name, known: 'ra_in1k, ra2_in1k, ft_in1k, lamb_in1k', example: 'timm/efficientnet_b0.ra_in1k' },
    })
})

test('an EfficientNet of TensorFlow’s is told by its name, and a file that was made here by what it says', async () => {
  const spec = buildNetwork('tf_efficientnet_b0', { classes: 2, head: 'linear' })
  const own = new Map(
    paramInfos(spec).map(({ name, shape }, k) => [
      name,
      { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(0.001 * k + 0.001) },
    ]),
  )
  const named = timmName(spec)
  const file = (metadata: Record<string, string>, name = named) =>
    writeSafetensors(new Map([...own].map(([key, param]) => [name(key), param])), metadata).buffer
  const theirs = file({})
  const { info, params } = await broughtWeights(NETWORKS.tf_efficientnet_b0.hub, theirs)
  expect(info).toMatchObject({ depth: 'tf_efficientnet_b0', bestSize: 224 })
  // BatchNorm has their epsilon here too: nothing is scaled.
  expect(params.get('features.0.1.weight')).toEqual(own.get('features.0.1.weight'))
  await expect(broughtWeights('model.safetensors', theirs)).rejects.toMatchObject({ code: 'weights-padding' })
  await expect(broughtWeights('timm/tf_efficientnet_b0.ap_in1k', theirs)).rejects.toMatchObject({ code: 'weights-normalisation' })
  const made = (arch: string) => ({ producer: 'Trainyard', arch, labels: '["a","b"]' })
  const again = await broughtWeights('model.safetensors', file(made(spec.arch)))
  expect(again.info).toMatchObject({ depth: 'tf_efficientnet_b0', model: { classes: ['a', 'b'], head: 'linear' } })
  expect(again.head?.params.get('classifier.weight')).toEqual(own.get('classifier.weight'))
  const byTorchvisions = file(made(spec.arch), (name) => name)
  expect((await broughtWeights('efficientnet_b0.ra_in1k.safetensors', byTorchvisions)).info.depth).toBe('tf_efficientnet_b0')
  expect((await broughtWeights('tf_efficientnet_b0.in1k', file(made('efficientnet_b0')))).info.depth).toBe('efficientnet_b0')
})

test('a Vision Transformer is taken in as what its name says, its colours made ImageNet’s, and refused where none does', async () => {
  const spec = buildNetwork('vit_tiny_patch16_224', { classes: 2, head: 'linear' })
  const tensors = new Map(
    paramInfos(spec).map(({ name, shape }, k) => [
      name,
      { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(0.01 * k) },
    ]),
  )
  const file = writeSafetensors(tensors, {}).buffer
  const deit = await broughtWeights(NETWORKS.deit_tiny_patch16_224.hub, file)
  expect(deit.info).toMatchObject({ depth: 'deit_tiny_patch16_224', bestSize: 224, model: null })
  expect(deit.params.get('patch_embed.proj.weight')).toEqual(tensors.get('patch_embed.proj.weight'))
  expect(deit.params.has('head.weight')).toBe(false)
  tensors.get('patch_embed.proj.weight')!.data.fill(1)
  const augreg = await broughtWeights(NETWORKS.vit_tiny_patch16_224.hub, writeSafetensors(tensors, {}).buffer)
  expect(augreg.info.depth).toBe('vit_tiny_patch16_224')
  expect(augreg.params.get('patch_embed.proj.weight')!.data[0]).toBeCloseTo(2 * 0.229, 6)
  await expect(broughtWeights('model.safetensors', file)).rejects.toMatchObject({
    code: 'weights-normalisation',
    values: { file: 'model.safetensors', example: NETWORKS.deit_tiny_patch16_224.hub },
  })
  // One of ours says itself what it is, and sees by ImageNet’s colours already.
  const metadata = { producer: 'Trainyard', arch: 'vit_tiny_patch16_224', labels: '["a","b"]' }
  const own = await broughtWeights('model.safetensors', writeSafetensors(tensors, metadata).buffer)
  expect(own.info).toMatchObject({ depth: 'vit_tiny_patch16_224', model: { classes: ['a', 'b'], head: 'linear' } })
  expect(own.params.get('patch_embed.proj.weight')!.data[0]).toBe(1)
})

const DEIT_TINY = new Map(
  paramInfos(buildNetwork('deit_tiny_patch16_224', { classes: 1000, head: 'linear' })).map((info) => [info.name, info.shape]),
)

test.each([
  [
    'deit_base_patch16_224.fb_in1k',
    { cls_token: [1, 1, 768], pos_embed: [1, 197, 768], 'patch_embed.proj.weight': [768, 3, 16, 16] },
    { code: 'weights-mismatch', values: { name: 'patch_embed.proj.weight', got: '[768, 3, 16, 16]' } },
  ],
  [
    'deit_tiny_distilled_patch16_224.fb_in1k',
    { pos_embed: [1, 198, 192], dist_token: [1, 1, 192], 'head_dist.weight': [1000, 192] },
    { code: 'weights-other-vit', values: { kind: 'part', got: 'dist_token' } },
  ],
  [
    'deit3_small_patch16_224.fb_in1k',
    { pos_embed: [1, 196, 192], 'blocks.0.ls1.gamma': [192] },
    { code: 'weights-other-vit', values: { kind: 'part', got: 'blocks.0.ls1.gamma' } },
  ],
  [
    'vit_tiny_patch16_384.augreg_in21k_ft_in1k',
    { pos_embed: [1, 577, 192] },
    { code: 'weights-other-vit', values: { kind: 'positions', got: '384' } },
  ],
  [
    'vit_small_patch32_224.augreg_in1k',
    { pos_embed: [1, 50, 192], 'patch_embed.proj.weight': [192, 3, 32, 32] },
    { code: 'weights-other-vit', values: { kind: 'patch', got: '32' } },
  ],
  ['model.safetensors', { 'norm.weight': [96] }, { code: 'weights-mismatch', values: { name: 'norm.weight' } }],
] as const)('%s is refused for what it is, not for its colours', async (name, others, refused) => {
  const shapes = new Map<string, readonly number[]>([...DEIT_TINY, ...Object.entries(others)])
  const tensors = new Map([...shapes].map(([of, shape]) => [of, { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) }]))
  const values = { file: `timm/${name}`, ...refused.values }
  await expect(broughtWeights(`timm/${name}`, writeSafetensors(tensors, {}).buffer)).rejects.toMatchObject({ ...refused, values })
})

test('a mobile network of other widths is refused for those, whatever its name leaves open', async () => {
  const spec = buildNetwork('mobilenet_v3_small', { classes: 2 })
  const named = timmName(spec)
  const tensors = new Map([...generated(spec)].map(([name, param]) => [named(name), param]))
  tensors.set('conv_stem.weight', { shape: [24, 3, 3, 3], data: new Float32Array(648) })
  await expect(broughtWeights('model.safetensors', writeSafetensors(tensors, {}).buffer)).rejects.toMatchObject({
    code: 'weights-mismatch',
  })
})

test('an untrained network is the same again for the same seed, best at the size of its family, and has no head yet', async () => {
  const [first, again, other] = await Promise.all([1, 1, 2].map((seed) => untrainedWeights('mobilenet_v3_small', seed)))
  expect(first!.info).toMatchObject({
    ...{ name: 'MobileNetV3 small, untrained, seed 1', bundled: false, depth: 'mobilenet_v3_small', bestSize: 224, model: null },
    isUntrained: true,
    seed: 1,
  })
  expect(again!.info.sha256).toBe(first!.info.sha256)
  expect(other!.info.sha256).not.toBe(first!.info.sha256)
  expect(first!.head).toBeNull()
  expect(likestNetwork(first!.params)).toEqual({ depth: 'mobilenet_v3_small', attention: 'none' })
})

test('the numbers of an untrained network are hashed a tensor at a time', async () => {
  const digest = vi.spyOn(crypto.subtle, 'digest')
  const { params } = await untrainedWeights('mobilenet_v3_small', 1)
  const most = Math.max(...[...params.values()].map(({ data }) => data.byteLength))
  const hashed = digest.mock.calls.map(([, bytes]) => bytes.byteLength)
  digest.mockRestore()
  expect(Math.max(...hashed)).toBe(most)
})
