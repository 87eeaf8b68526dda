/** Makes docs/weights.md of the one table of what a run can start from: `npx tsx tools/weightsDoc.ts`. A test holds the file to it. */
import { writeFileSync } from 'node:fs'
import { TENSORFLOW_TAGS, TIMM_TAGS } from '../workers/model/timm'
import { FIRST_EPOCH_LOSS } from '../workers/protocol/goingOn'
import { NETWORK_NAMES, NETWORKS, type OfferedNetwork, weightsBytes, weightsLicence } from '../workers/protocol/networks'
import { START_NAMES, STARTS, type Start } from '../workers/protocol/starts'

const percent = (share: number): string => `${Number((share * 100).toFixed(2))}%`

function row(name: (typeof START_NAMES)[number]): string {
  const { label, goodFor, bytes, licence }: Start = STARTS[name]
  const size = bytes === null ? 'that of its file' : `${(bytes / 1e6).toFixed(1)} MB`
  return `| ${label.en} | ${goodFor.en} | ${size} | ${licence.en} |`
}

function figures(name: (typeof START_NAMES)[number]): string[] {
  const { label, reached }: Start = STARTS[name]
  return reached.map(({ accuracy, how, command }) => `| ${label.en} | ${percent(accuracy)} | ${how.en} | \`${command}\` |`)
}

function network(name: (typeof NETWORK_NAMES)[number]): string {
  const { label, hub, parameters, top1, size = 224 }: OfferedNetwork = NETWORKS[name]
  const of = `${(parameters / 1e6).toFixed(1)} million | ${(weightsBytes(name) / 1e6).toFixed(1)} MB`
  return `| ${label} | \`${hub}\` | ${of} | ${percent(top1)} at ${size} px | ${weightsLicence(name)} |`
}

/** The page's text. */
export const weightsDoc = (): string =>
  [
    '# What a run starts from',
    '',
    'Made of `workers/protocol/starts.ts` by `npx tsx tools/weightsDoc.ts`; the cards of the Train place and `npm run train -- --help` are made of the same table.',
    '',
    '| | good for | size | licence |',
    '|---|---|---|---|',
    ...START_NAMES.map(row),
    '',
    'What they reached on cats and dogs (2,002 pictures of Kaggle’s Dogs vs. Cats, a fifth of them held out; `PICTURES` is their folder):',
    '',
    '| from | right | of which, by which recipe | command |',
    '|---|---|---|---|',
    ...START_NAMES.flatMap(figures),
    '',
    'The networks that weights may be of, and what the hub has of each: of ResNets torchvision’s own (`IMAGENET1K_V1`), of the others timm’s; right on ImageNet’s validation pictures as torchvision, or timm’s `results-imagenet.csv`, states it.',
    'A file, or any other model on the hub, may be taken instead; the network is told by its names and shapes, torchvision’s or timm’s. What lies beside it in a file, such as a head, does not matter; a file that has more within it (attention by other names, more blocks in a stage) is of another network, and refused. What timm calls `tf_` (TensorFlow’s weights) has the same ones, but pads otherwise and has another epsilon in BatchNorm (1e-3): weights of MobileNets and',
    `EfficientNets by timm’s names are taken only where the name of file or model says which they are (\`efficientnet_b0.ra_in1k\`), and ends in one of ${TIMM_TAGS.map((tag) => `\`${tag}\``).join(', ')}: timm’s others were trained with another mean and standard deviation of colours`,
    '(`ra4_e3600_r224_in1k`, of ResNets too, and `miil_in21k`), and are refused by their name. TensorFlow’s EfficientNets are taken by theirs (`tf_efficientnet_b0.ns_jft_in1k`), which ends in one of ' +
      `${TENSORFLOW_TAGS.map((tag) => `\`${tag}\``).join(', ')}; AdvProp’s (\`ap_in1k\`) and all of TensorFlow’s MobileNets (\`tf_mobilenetv3_large_100\`) were trained with 0.5 for mean and standard deviation, which a convolution that pads with zeros cannot be made to allow for, and are refused. A file that was made here says itself which it is. ` +
      'timm’s MobileNetV3 has another epsilon in BatchNorm (1e-5) than torchvision’s (1e-3): the weights are scaled as they are read, so that it answers as in timm.',
    `Of Vision Transformers the name tells how the colours of their pictures were scaled, which nothing in a file does: DeiT’s (\`deit_tiny_patch16_224\`) by ImageNet’s mean and standard deviation, timm’s \`vit_..._patch16_224.augreg_...\` by 0.5 for both. The latter are turned, exactly but for rounding, into weights of the patches’ convolution that answer the same with ImageNet’s;`,
    'names that tell neither are refused. Positions are kept for 224 px and interpolated for other pictures, as timm’s `resample_abs_pos_embed` does; sides are multiples of 16 px.',
    'The head that ImageNet was learned with is left out, of MobileNetV3 both of its layers; the run’s own takes its place.',
    '',
    '| network | by name | parameters | size | right on ImageNet | licence |',
    '|---|---|---|---|---|---|',
    ...NETWORK_NAMES.map(network),
    '',
    'A ResNet may have SE or CBAM attention too: the option puts it into plain weights without a change of their answers, and weights that have it keep it, by timm’s names (`timm/seresnet50.ra2_in1k`, 112.7 MB, Apache-2.0) or in a file of one’s own.',
    '',
    'The first press of Train asks once which of them it is to be, and remembers the answer in this browser. With no network nobody is asked: the run starts from the bundled starter, and says so.',
    'Weights of one’s own, a file or another model, are not kept in use from visit to visit: the first press of Train of the next visit says so and asks again.',
    'A model that was trained here is a start too, as its safetensors or ONNX file or the run itself: its head comes with it, classes are matched by name, and a new class is learned beside them. In the first epoch those that stay lost at most',
    `${percent(FIRST_EPOCH_LOSS.all)} of the pictures where all their old ones were open, ${percent(FIRST_EPOCH_LOSS.few)} where there were 15 of each: \`npx tsx tools/verify/goOn.ts\`, and this is what the page says.`,
    'What ImageNet’s weights take is one download from Hugging Face, kept by the browser; the next visits ask nobody. `npm run train -- PICTURES --weights imagenet` keeps it in `$XDG_CACHE_HOME/trainyard/weights`',
    '(`~/.cache/trainyard/weights` where that is not set, `~/Library/Caches/trainyard/weights` on macOS, `%LOCALAPPDATA%\\trainyard\\weights` on Windows), under a name that ends in its SHA-256. Both are the same code: at most 500 MB, half a minute',
    'without a byte at most, the SHA-256 that Hugging Face states, names and shapes of a network here and no value that is not a number.',
    '',
  ].join('\n')

if (process.argv[1]?.endsWith('weightsDoc.ts')) writeFileSync('docs/weights.md', weightsDoc())
