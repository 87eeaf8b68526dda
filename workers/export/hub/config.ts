/** `config.json` and `preprocessor_config.json` of a Hugging Face model folder: one file each, which timm, transformers and transformers.js read alike. */
import { MEAN, STD } from '../../model/preprocessing'
import { resizeTo } from '../../recipe/viewed'
import type { ExportModel } from '../model'
import { hubForms } from './forms'

/** The folder of the zip that everything lies in. */
export const HUB_FOLDER = 'huggingface-model'

/** Weights by timm's names, which are torchvision's but for EfficientNets. */
export const TIMM_FILE = 'model.safetensors'
/** The same weights by transformers' names, which `transformers_weights` of config.json leads to: timm would read whichever is called model.safetensors. */
export const TRANSFORMERS_FILE = 'transformers.safetensors'
/** Weights of a network that neither library has a class for, by torchvision's names. Neither finds it, and says so, instead of an untrained network that answers. */
export const OWN_FILE = 'torchvision.safetensors'
/** Where transformers.js looks. */
export const ONNX_FILE = 'onnx/model.onnx'
export const ONNX_INPUT = 'pixel_values'

/** PIL's number of bilinear. */
const BILINEAR = 2

/**
 * Share of the shorter side that is seen, such that timm's `floor(size / crop_pct)` is the side that the studio resizes to: the plain quotient falls
 * a pixel short where division rounds down.
 */
export function cropShare(imageSize: number): number {
  const short = resizeTo(imageSize)
  const share = imageSize / short
  return Math.floor(imageSize / share) === short ? share : imageSize / (short + 0.5)
}

/** Its steps are those of torchvision's evaluation, and transformers and transformers.js both have it. */
const IMAGE_PROCESSOR = 'BitImageProcessor'

/** What `config.json` says. */
export function hubConfig({ spec, classes, imageSize, facts }: ExportModel): Record<string, unknown> {
  const forms = hubForms(spec)
  const ids = classes.map((_, i) => String(i))
  return {
    // As transformers and transformers.js read it. Of a network that transformers has by timm's help alone, only timm's wrapper is exact.
    model_type: forms.transformers || !forms.timm ? 'resnet' : 'timm_wrapper',
    ...(forms.transformers
      ? {
          architectures: ['ResNetForImageClassification'],
          transformers_weights: TRANSFORMERS_FILE,
          // Of a folder on disk that timm can read too, transformers looks for it here, and else takes what crops twice.
          image_processor_type: IMAGE_PROCESSOR,
          ...forms.transformers,
          ...{ num_channels: 3, hidden_act: 'relu', downsample_in_first_stage: false, downsample_in_bottleneck: false },
        }
      : {}),
    id2label: Object.fromEntries(classes.map((name, i) => [ids[i], name])),
    label2id: Object.fromEntries(classes.map((name, i) => [name, i])),
    // As timm reads it.
    ...(forms.timm
      ? {
          architecture: forms.timm.architecture,
          ...(Object.keys(forms.timm.args).length > 0 ? { model_args: forms.timm.args } : {}),
          num_classes: classes.length,
          num_features: spec.featureWidth,
          label_names: classes,
          pretrained_cfg: {
            ...{ input_size: [3, imageSize, imageSize], fixed_input_size: false, interpolation: 'bilinear' },
            ...{ crop_pct: cropShare(imageSize), crop_mode: 'center', mean: [...MEAN], std: [...STD] },
            ...{
              num_classes: classes.length,
              first_conv: forms.timm.first,
              classifier: forms.timm.head,
              ...(facts.isUntrained ? {} : { license: facts.baseWeightsLicence }),
            },
          },
        }
      : {}),
  }
}

/** What `preprocessor_config.json` says: resize, cut, scale and normalise as the studio evaluates. */
export function preprocessorConfig({ imageSize }: Pick<ExportModel, 'imageSize'>): Record<string, unknown> {
  return {
    image_processor_type: IMAGE_PROCESSOR,
    do_convert_rgb: true,
    do_resize: true,
    size: { shortest_edge: resizeTo(imageSize) },
    resample: BILINEAR,
    do_center_crop: true,
    crop_size: { height: imageSize, width: imageSize },
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: [...MEAN],
    image_std: [...STD],
  }
}
