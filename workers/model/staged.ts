/** What MobileNets and EfficientNets are built of: convolutions with BatchNorm and activation, in stages that begin where the map gets smaller. */
import type { ActivationKind } from '../operations/activation/functions'
import { STAGES } from './blocks'
import { type ConvOptions, Layers } from './building'

export class StagedLayers extends Layers {
  /** @param normal BatchNorm's, where they are not torch's own @param likeTensorFlow as of `Layers` */
  constructor(
    private readonly normal?: { readonly eps: number; readonly momentum: number },
    likeTensorFlow = false,
  ) {
    super(STAGES[0]!, likeTensorFlow)
  }

  /** The next stage begins. */
  stage(): void {
    this.block = STAGES[STAGES.indexOf(this.block) + 1]!
  }

  /** Convolution, BatchNorm and activation, as torchvision's Conv2dNormActivation numbers them. */
  unit(id: string, input: string, options: ConvOptions, kind: ActivationKind | null, names = [`${id}.0`, `${id}.1`, `${id}.2`]): string {
    const [conv, norm, activation] = names as [string, string, string]
    const made = this.norm(norm, this.conv(conv, input, options), options.outChannels, this.normal)
    return kind ? this.activation(kind, activation, made) : made
  }
}
