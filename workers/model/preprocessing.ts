/** What happens to a picture before the network sees it, as torchvision has it: the one place that says so. */

/** ImageNet's mean and standard deviation of RGB in 0..1, which every pretrained ResNet here was trained with. */
export const MEAN = [0.485, 0.456, 0.406] as const
export const STD = [0.229, 0.224, 0.225] as const

/** ImageNet's mean colour in bytes: after normalising it is 0 within half a grey level, which is what RandomErasing fills with. */
export const ERASED = [124, 116, 104] as const

/** What the shorter side is resized to before the middle square of `imageSize` is cut out (torchvision's 256 for 224). */
export function resizeTo(imageSize: number): number {
  return Math.round((imageSize * 256) / 224)
}
