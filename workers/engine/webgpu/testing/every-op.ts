/** Every kernel of ResNet18 in one family's or variant's way. */
import { resnet } from '../../../model/resnet'
import { plan } from '../../fixtures/narrow'
import { type ConvVariant, familyOf } from '../kernels/variants'
import { planNetwork } from '../planner'

/** Plans with every kind of kernel; what is frozen, averaged or soft makes kernels of its own. */
const PLANS = [
  { optimizer: 'adam', ema: true, frozenBlocks: 0 },
  { optimizer: 'sgd', frozenBlocks: 3, softLabels: true },
  { optimizer: 'adamw', frozenBlocks: 5 },
] as const
/** What one trains with is in each plan; `imageSize` in px. */
export const everyOp = (variant: ConvVariant, batch: number, imageSize: number) =>
  PLANS.flatMap((training) => {
    const { segments } = planNetwork(resnet(18, { classes: 2 }), plan({ batch, imageSize, ...training }), familyOf(variant), () => variant)
    return [...segments.values()].flat()
  })
