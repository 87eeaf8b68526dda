/** BatchNorm in evaluation mode as one product and one sum a channel. */

/**
 * `scale` = weight / sqrt(variance + eps) and `shift` = bias - mean * scale (torch.nn.BatchNorm2d in evaluation mode), in float64: a convolution with
 * its weights times `scale` and `shift` as its bias answers as the convolution and the BatchNorm after it. `normFold` is the same in WGSL.
 */
export function foldedNorm(
  weight: Float32Array,
  bias: Float32Array,
  mean: Float32Array,
  variance: Float32Array,
  eps: number,
): { readonly scale: Float64Array; readonly shift: Float64Array } {
  const scale = Float64Array.from(weight, (value, c) => value / Math.sqrt(variance[c]! + eps))
  return { scale, shift: Float64Array.from(bias, (value, c) => value - mean[c]! * scale[c]!) }
}
