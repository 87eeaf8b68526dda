/** A smoothed curve, for the charts. */
import type { CurvePoint } from '../../workers/protocol'

/**
 * Exponential smoothing with Adam's bias correction, so that the first points are not pulled towards zero.
 * @param weight share of the past kept at each point, 0 (none) up to but not including 1
 */
export function smooth(points: readonly CurvePoint[], weight: number): CurvePoint[] {
  let loss = 0
  let accuracy = 0
  let kept = 1
  return points.map((point) => {
    loss = weight * loss + (1 - weight) * point.loss
    accuracy = weight * accuracy + (1 - weight) * point.accuracy
    kept *= weight
    return { at: point.at, loss: loss / (1 - kept), accuracy: accuracy / (1 - kept) }
  })
}

/** Share of the past that a chart keeps at each step; less of it where there are few, so that a short run shows its shape. */
const SMOOTHING = { usual: 0.9, few: 0.5, below: 20 } as const

/** The steps as the charts draw them. */
export const smoothed = (curve: readonly CurvePoint[]): CurvePoint[] =>
  smooth(curve, curve.length < SMOOTHING.below ? SMOOTHING.few : SMOOTHING.usual)
