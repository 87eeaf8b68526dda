import { describe, expect, it } from 'vitest'
import { confidenceBins, expectedCalibrationError, fitTemperature, reliabilityBins } from './calibration'
import { difference, SETS, TEMPERATURES, TOLERANCE } from './fixtures/sklearn'
import { oneVsRest } from './probabilities'

describe('calibration', () => {
  it.each(SETS.map((set, i) => ({ i, set })))('reliability bins and ECE equal scikit-learn on set $i', ({ set }) => {
    set.perClass.forEach(({ reliability }, c) => {
      const { positives, scores } = oneVsRest(set.labels, set.probabilities, set.classes, c)
      const full = reliabilityBins(positives, scores).filter((bin) => bin.count > 0)
      expect(
        difference(
          full.map((bin) => bin.observed!),
          reliability.observed,
        ),
      ).toBeLessThan(TOLERANCE)
      expect(
        difference(
          full.map((bin) => bin.predicted!),
          reliability.predicted,
        ),
      ).toBeLessThan(TOLERANCE)
    })
    const bins = confidenceBins(set.labels, set.probabilities, set.classes)
    expect(Math.abs(expectedCalibrationError(bins) - set.ece)).toBeLessThan(TOLERANCE)
  })

  it.each(TEMPERATURES.map((fixture, i) => ({ i, fixture })))("temperature equals SciPy's minimum on set $i", ({ fixture }) => {
    const fit = fitTemperature(fixture.labels, fixture.logits, fixture.classes)
    expect(Math.abs(fit.before - fixture.before)).toBeLessThan(TOLERANCE)
    expect(Math.abs(fit.after - fixture.after)).toBeLessThan(TOLERANCE)
    expect(Math.abs(fit.temperature / fixture.temperature - 1)).toBeLessThan(1e-4)
    expect(fit.isFitted).toBe(true)
  })

  it('stays finite where every answer is right, and does nothing with no pictures', () => {
    const fit = fitTemperature([0, 1], [3, 0, 0, 3], 2)
    expect(fit.temperature).toBeCloseTo(0.05, 6)
    expect(fit.isFitted).toBe(false)
    expect(fitTemperature([], [], 2)).toEqual({ temperature: 1, before: 0, after: 0, isFitted: false })
  })

  it('puts a value on an inner edge into the bin below', () => {
    expect(reliabilityBins([1, 0, 1], [0.5, 0, 1], 2).map((bin) => bin.count)).toEqual([2, 1])
  })
})
