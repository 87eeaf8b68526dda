/** Where weights can be downloaded from: the Hugging Face hub, by name or by the address of a file there, and anywhere else by address. */
import { isPublicAddress } from './address'
import { NETWORKS } from './networks'

/** The largest weights file that is read: those of a Wide ResNet50, the largest network, take 276 MB. */
export const MOST_WEIGHTS_BYTES = 500_000_000

/** What files of `torch.save` are called; the last is PyTorch's example of ImageNet's. */
export const TORCH_ENDINGS = ['.pth', '.pt', '.bin', '.ckpt', '.pth.tar'] as const

/** What files of weights are called: choosers of files go by what stands behind the last dot. Which kind one is, its content tells. */
export const WEIGHTS_ENDINGS = ['.safetensors', ...TORCH_ENDINGS.map((ending) => ending.slice(ending.lastIndexOf('.'))), '.onnx'] as const

/** Those that addresses may end in. */
const FETCHED = /\.(?:safetensors|(?:pth|pt)(?:\.tar)?|bin|ckpt)$/i

/** Characters of an address or a name. */
const MOST_ADDRESS = 2000

const HUB = 'https://huggingface.co'
const NAME = /^[\w.-]+\/[\w.-]+$/

/** timm's name for torchvision's ImageNet weights on the hub, of the network that is recommended. */
export const IMAGENET = NETWORKS['18'].hub

/**
 * The address of a file of weights on the hub, from a model's name (`timm/resnet18.tv_in1k`), the address of its page, or the file's own;
 * null for anything else.
 */
export function hubAddress(from: string): string | null {
  const text = from.trim()
  if (text.length > MOST_ADDRESS) return null
  if (NAME.test(text)) return `${HUB}/${text}/resolve/main/model.safetensors`
  if (!text.startsWith(`${HUB}/`)) return null
  const path = text.slice(HUB.length + 1).replace(/[?#].*$|\/$/, '')
  if (NAME.test(path)) return `${HUB}/${path}/resolve/main/model.safetensors`
  const file = /^([\w.-]+\/[\w.-]+)\/(?:blob|resolve)\/(.+)$/.exec(path)
  return file && FETCHED.test(file[2]!) ? `${HUB}/${file[1]}/resolve/${file[2]}` : null
}

/** Where the hub's API lists the folder that holds the file of an address (as `hubAddress` gives it), and the file's path in that list. */
export function hubFolder(address: string): { readonly api: string; readonly path: string } {
  const [, repository, revision, path = ''] = /^https:\/\/huggingface\.co\/([\w.-]+\/[\w.-]+)\/resolve\/([^/]+)\/(.+)$/.exec(address) ?? []
  const folder = path.split('/').slice(0, -1)
  return { api: [`${HUB}/api/models/${repository}/tree/${revision}`, ...folder].join('/'), path: decodeURIComponent(path) }
}

/** What such weights are called: the model's name on the hub, with the file where it is not the usual one. */
export function hubName(address: string): string {
  const found = /^https:\/\/huggingface\.co\/([\w.-]+\/[\w.-]+)\/resolve\/[^/]+\/(.+)$/.exec(address)
  if (!found) return address
  return found[2] === 'model.safetensors' ? found[1]! : `${found[1]}: ${found[2]}`
}

/** The public https address of a file of weights outside the hub; null for anything else. */
export function elsewhereAddress(from: string): string | null {
  const text = from.trim()
  if (text.length > MOST_ADDRESS || !isPublicAddress(text)) return null
  const url = new URL(text)
  if (url.origin === HUB || !FETCHED.test(url.pathname)) return null
  url.hash = ''
  return url.href
}

/** What such weights are called: where they are from, and the file's name. */
export function elsewhereName(address: string): string {
  const { pathname, host } = new URL(address)
  const file = pathname.split('/').at(-1)!
  try {
    return `${host}/${decodeURIComponent(file)}`
  } catch {
    return `${host}/${file}` // not UTF-8
  }
}
