import onnxProto from 'onnx-proto'
import { describe, expect, it } from 'vitest'
import { efficientnet } from '../../model/efficientnet'
import { type ResNetDepth, resnet } from '../../model/resnet'
import { readSafetensors } from '../../model/safetensors'
import { paramInfos } from '../../model/spec'
import { plainText } from '../../protocol/text'
import { resizeTo } from '../../recipe/viewed'
import { exportModel, formulaInput, formulaParams } from '../fixtures/formula'
import { HOSTILE } from '../fixtures/hostile'
import { largestDifference, onnxOutputs } from '../fixtures/ort'
import { runReport } from '../fixtures/report'
import { type ExportModel, metadataOf, preprocessing } from '../model'
import { toOnnx } from '../onnx'
import { unzipFiles, zipFiles } from '../zip'
import { cropShare, HUB_FOLDER, hubConfig, preprocessorConfig } from './config'
import { hubFiles, readHubZip, toHubZip } from './folder'
import { hubForms, transformersName, transformersParams } from './forms'

const modelOf = (head: 'linear' | 'article' = 'linear', depth: ResNetDepth = 18, classes: readonly string[] = ['cat', 'dog, big']) => {
  const spec = resnet(depth, { classes: classes.length, head, width: 4 })
  return exportModel(spec, formulaParams(spec), 45, classes)
}
const given = (model: ExportModel, name = 'pets 1') => ({ model, run: runReport(), name })
const textOf = (model: ExportModel, file: string, name?: string) => hubFiles(given(model, name))[file] as string

describe('config.json', () => {
  it('lets timm resize to the very side that the studio does, whatever the size', () => {
    for (let size = 32; size <= 640; size++) expect(Math.floor(size / cropShare(size)), `${size}`).toBe(resizeTo(size))
  })

  it('says the shape that transformers builds, as its own checkpoints do', () => {
    const shape = (depth: ResNetDepth) => hubForms(resnet(depth, { classes: 2, head: 'linear' })).transformers
    // config.json of microsoft/resnet-18 and microsoft/resnet-50.
    expect(shape(18)).toEqual({ layer_type: 'basic', embedding_size: 64, hidden_sizes: [64, 128, 256, 512], depths: [2, 2, 2, 2] })
    expect(shape(50)).toEqual({ layer_type: 'bottleneck', embedding_size: 64, hidden_sizes: [256, 512, 1024, 2048], depths: [3, 4, 6, 3] })
  })

  it('prepares pictures as every other file says', () => {
    const model = modelOf()
    const { resize_shorter_side: short, center_crop: size, mean, std } = preprocessing(model)
    expect(preprocessorConfig(model)).toMatchObject({
      ...{ do_resize: true, size: { shortest_edge: short }, do_center_crop: true, crop_size: { height: size, width: size } },
      ...{ do_rescale: true, rescale_factor: 1 / 255, do_normalize: true, image_mean: mean, image_std: std },
    })
    expect(hubConfig(model).image_processor_type).toBe(preprocessorConfig(model).image_processor_type)
    expect(hubConfig(model).pretrained_cfg).toMatchObject({ input_size: [3, size, size], interpolation: 'bilinear', mean, std })
  })

  it('names the classes in the order of the outputs, for each library in its way', () => {
    const config = hubConfig(modelOf())
    expect(config).toMatchObject({ id2label: { 0: 'cat', 1: 'dog, big' }, label2id: { cat: 0, 'dog, big': 1 }, num_classes: 2 })
    expect(config).toMatchObject({ label_names: ['cat', 'dog, big'], architecture: 'resnet18', model_type: 'resnet' })
    const names = hubConfig(modelOf('linear', 18, HOSTILE))
    expect(Object.entries(names.label2id as object)).toHaveLength(HOSTILE.length)
    expect(Object.values(names.id2label as object)).toEqual(HOSTILE)
  })

  it.each(['se', 'cbam'] as const)('tells timm of attention by what its ResNets take: %s', (attention) => {
    const spec = (head: 'linear' | 'article') => resnet(`${attention}_resnet50`, { classes: 2, head, width: 8 })
    const [one, two] = (['linear', 'article'] as const).map((head) => exportModel(spec(head), formulaParams(spec(head)), 45))
    const expected = { architecture: 'resnet50', model_args: { block_args: { attn_layer: attention } }, model_type: 'timm_wrapper' }
    expect(hubConfig(one!)).toMatchObject(expected)
    expect(Object.keys(hubFiles(given(one!)))).toContain('model.safetensors')
    expect(hubForms(one!.spec).transformers).toBeNull()
    expect(textOf(two!, 'README.md')).toContain(`timm.create_model('resnet50', block_args=dict(attn_layer='${attention}'))`)
  })

  it('gives timm an EfficientNet of TensorFlow’s by its own names, and reads it back', async () => {
    const [one, two] = (['linear', 'article'] as const).map((head) => {
      const spec = efficientnet('tf_efficientnet_b0', { classes: 2, head })
      return exportModel(spec, formulaParams(spec), 45)
    })
    expect(hubConfig(one!)).toMatchObject({ architecture: 'tf_efficientnet_b0', model_type: 'timm_wrapper' })
    const zip = await toHubZip(given(one!))
    const back = await readHubZip(zip)
    expect([back.spec.arch, back.imageSize]).toEqual(['tf_efficientnet_b0', 45])
    const path = 'huggingface-model/model.safetensors'
    const { tensors } = readSafetensors((await unzipFiles(zip, [path]))[path]!)
    expect(tensors.get('blocks.1.0.conv_dw.weight')?.data).toEqual(one!.params.get('features.2.0.block.1.0.weight')?.data)
    // With two layers in the head the weights have torchvision's names: its network is made to pad as this one.
    expect(textOf(two!, 'README.md')).toMatch(
      /model = torchvision\.models\.efficientnet_b0\(\)\n+class SameConv2d[^`]*module\.eps = 1e-3\n/,
    )
  })

  it('of a head of two layers leads neither timm nor transformers to weights: they stop instead of answering untrained', () => {
    const model = modelOf('article')
    expect(hubForms(model.spec)).toEqual({ timm: null, transformers: null })
    expect(Object.keys(hubConfig(model))).toEqual(['model_type', 'id2label', 'label2id'])
    expect(Object.keys(hubFiles(given(model))).sort()).toEqual([
      'README.md',
      'config.json',
      'onnx/model.onnx',
      'preprocessor_config.json',
      'torchvision.safetensors',
    ])
    expect(textOf(model, 'README.md')).toMatch(/head has two layers.*cannot be folded into one/s)
    expect(textOf(modelOf(), 'README.md')).not.toMatch(/two layers/)
  })
})

describe('weights', () => {
  it.each([18, 50] as const)('by transformers’ names are the same numbers, each name once: ResNet%i', (depth) => {
    const model = modelOf('linear', depth)
    const params = transformersParams(model)
    expect(params.size).toBe(paramInfos(model.spec).length)
    for (const { name } of paramInfos(model.spec)) expect(params.get(transformersName(name))).toBe(model.params.get(name))
  })

  it('have the names of transformers’ modeling_resnet.py', () => {
    expect(
      ['conv1.weight', 'bn1.running_var', 'layer2.0.conv2.weight', 'layer2.0.bn1.bias', 'layer2.0.downsample.0.weight', 'fc.bias'].map(
        transformersName,
      ),
    ).toEqual([
      'resnet.embedder.embedder.convolution.weight',
      'resnet.embedder.embedder.normalization.running_var',
      'resnet.encoder.stages.1.layers.0.layer.1.convolution.weight',
      'resnet.encoder.stages.1.layers.0.layer.0.normalization.bias',
      'resnet.encoder.stages.1.layers.0.shortcut.convolution.weight',
      'classifier.1.bias',
    ])
    expect(transformersName('layer2.0.downsample.1.bias')).toBe('resnet.encoder.stages.1.layers.0.shortcut.normalization.bias')
    expect(() => transformersName('fc2.weight')).toThrow("transformers' ResNet has no fc2.weight")
  })

  it('of the ONNX file take pixel_values and give the logits of the other ONNX file', async () => {
    const model = modelOf()
    const file = hubFiles(given(model))['onnx/model.onnx'] as Uint8Array
    const graph = onnxProto.onnx.ModelProto.decode(file).graph!
    expect(graph.input!.map(({ name }) => name)).toEqual(['pixel_values'])
    expect(graph.output!.map(({ name }) => name)).toContain('logits')
    const input = formulaInput(2, 45)
    const ours = await onnxOutputs(file, input, 2, 45, 'pixel_values')
    expect(largestDifference(ours.logits!, (await onnxOutputs(toOnnx(model), input, 2, 45)).logits!)).toBe(0)
  })
})

describe('the zip', () => {
  it.each(['linear', 'article'] as const)('is read back as the network that it holds: %s', async (head) => {
    const model = modelOf(head)
    expect(await readHubZip(await toHubZip(given(model)))).toMatchObject({ classes: model.classes, imageSize: 45, noneOf: null })
  })

  it.each(['model.safetensors', 'transformers.safetensors', 'onnx/model.onnx'])(
    'is refused where %s is of another network',
    async (path) => {
      const model = modelOf()
      const params = new Map(model.params)
      const { shape, data } = params.get('layer3.0.conv1.weight')!
      params.set('layer3.0.conv1.weight', { shape, data: data.map((value, i) => (i === 7 ? value + 1e-3 : value)) })
      const [files, other] = [hubFiles(given(model)), hubFiles(given({ ...model, params }))]
      await expect(readHubZip(await zipFiles(HUB_FOLDER, { ...files, [path]: other[path]! }))).rejects.toThrow(/holds another layer3/)
    },
  )

  it('holds the model and nothing else: no path of a picture, no other file', async () => {
    const zip = await toHubZip(given(modelOf()))
    const files = [
      'README.md',
      'config.json',
      'preprocessor_config.json',
      'model.safetensors',
      'transformers.safetensors',
      'onnx/model.onnx',
    ]
    expect(Object.keys(hubFiles(given(modelOf())))).toEqual(files)
    const read = await unzipFiles(
      zip,
      files.map((file) => `${HUB_FOLDER}/${file}`),
    )
    const { metadata } = readSafetensors(read[`${HUB_FOLDER}/model.safetensors`]!)
    expect(JSON.parse(metadata.labels!)).toEqual(['cat', 'dog, big'])
  })
})

describe('the model card', () => {
  /** The head's lines: a key, and a value that is JSON or one plain word, as YAML reads both. */
  const headOf = (card: string) => {
    const [, head] = /^---\n(.*?)\n---\n/s.exec(card)!
    return Object.fromEntries(
      head!.split('\n').map((line) => {
        const [, key, value] = /^([\w-]+): (.+)$/.exec(line)!
        return [key, /^[a-z][\w.-]*$/.test(value!) ? value : JSON.parse(value!)]
      }),
    )
  }

  it('tells the hub what it shows and filters by', () => {
    const model = modelOf()
    const head = headOf(textOf(model, 'README.md'))
    expect(head).toMatchObject({ license: 'mit', library_name: 'timm', pipeline_tag: 'image-classification', metrics: ['accuracy'] })
    const [{ results, name }] = head['model-index']
    expect(name).toBe('pets 1')
    expect(results).toEqual([
      {
        task: { type: 'image-classification', name: 'Image classification' },
        dataset: { type: 'imagefolder', name: 'drawn', split: 'validation' },
        metrics: [{ type: 'accuracy', name: 'Accuracy, 16 pictures', value: 14 / 16 }],
      },
    ])
    const facts = { ...model.facts, baseWeights: 'huggingface.co/timm/resnet18.tv_in1k', baseWeightsLicence: 'not stated' }
    expect(headOf(textOf({ ...model, facts }, 'README.md'))).toMatchObject({ license: 'other', base_model: 'timm/resnet18.tv_in1k' })
  })

  it('of a run that began untrained claims neither base weights nor a licence; a licence is what the person chose', () => {
    const model = modelOf()
    const facts = { ...model.facts, baseWeights: 'ResNet18, untrained, seed 5', baseWeightsLicence: 'MIT', isUntrained: true } as const
    const untrained = given({ ...model, facts })
    const card = hubFiles(untrained)['README.md'] as string
    expect(card).toContain('resnet18, trained from nothing in a browser tab with Trainyard on the pictures')
    expect(card).toContain('it began as "ResNet18, untrained, seed 5", drawn at random')
    expect(card).not.toMatch(/fine-tuned|licence is:|\{\{/)
    expect(Object.keys(headOf(card)).filter((key) => /^(license|base_model)/.test(key))).toEqual([])
    expect(headOf(hubFiles({ ...untrained, licence: 'other' })['README.md'] as string).license).toBeUndefined()
    expect(headOf(hubFiles({ ...untrained, licence: 'apache-2.0' })['README.md'] as string).license).toBe('apache-2.0')
    expect(hubConfig({ ...model, facts }).pretrained_cfg).not.toHaveProperty('license')
    expect(metadataOf({ ...model, facts })).not.toHaveProperty('base_weights_licence')
    expect(textOf(model, 'README.md')).toContain(
      'fine-tuned in a browser tab with Trainyard from "Trainyard starter ResNet18" on the pictures',
    )
  })

  it('says how good it is, what "none of these" means, and what nobody filled in is not there', () => {
    const model = modelOf()
    const card = textOf(model, 'README.md')
    expect(card).toContain('14 of 16 right, 87.5% (95% interval 64.0% to 96.5%)')
    expect(card).toContain('This model always answers with one of its classes')
    expect(card).not.toContain('{{')
    const prototypes = { width: 32, vectors: Float32Array.from({ length: 64 }, (_, i) => (i % 33 === 0 ? 1 : 0)) }
    const answering = { temperature: 1.25, isFolded: true, loss: 0.2, noneOf: { prototypes, threshold: 0.75, pass: 0.95 } }
    const telling = textOf({ ...model, answering }, 'README.md')
    expect(telling).toContain('Below 0.7500 a picture is probably none of these; 95.0% of the validation pictures pass')
    expect(telling).toContain('A temperature of 1.250')
  })

  it('takes whatever a class, a run or a dataset is called for text', () => {
    const model = modelOf('linear', 18, HOSTILE)
    const name = HOSTILE.join(' ')
    const facts = { ...model.facts, datasetName: name, baseWeights: name, baseWeightsLicence: name }
    const card = textOf({ ...model, facts }, 'README.md', name)
    expect(headOf(card)['model-index'][0].results[0].dataset.name).toBe(plainText(name).slice(0, 199).trimEnd().concat('…'))
    const body = card.slice(card.indexOf('\n---\n') + 5)
    expect(body).not.toMatch(/[^\\]<(script|img)|[^\\]\]\(javascript/)
    expect(body.split('\n').filter((line) => line.startsWith('# '))).toHaveLength(1)
  })
})
