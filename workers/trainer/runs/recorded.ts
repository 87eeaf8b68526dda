/** Which pictures a run learns from: written to its record when it begins, read from there when it goes on. */
import { type Dataset, idsOf } from '../../data/dataset'
import { samplesAt } from '../../data/identity'
import { Problem, type RunRecord } from '../../protocol'

/** Paths by split and their labels, training first. */
export function splitOf(dataset: Dataset): Pick<RunRecord, 'split' | 'labels'> {
  const of = (split: 'train' | 'val') => Array.from(idsOf(dataset, split), (id) => dataset.samples[id]!)
  const [train, val] = [of('train'), of('val')]
  return { split: { train: train.map((s) => s.path), val: val.map((s) => s.path) }, labels: [...train, ...val].map((s) => s.label) }
}

/**
 * The open pictures as a run used them: its classes, labels and splits, whatever was checked or changed since. No other picture takes part.
 *
 * @param open the pictures that are open now
 * @throws Problem `other-dataset` where a picture of the run is not among them
 */
export function datasetOf(record: Pick<RunRecord, 'name' | 'classes' | 'dataset' | 'split' | 'labels'>, open: Dataset): Dataset {
  const { train, val } = record.split
  const roles = new Map<number, { label: number; split: 'train' | 'val' }>()
  for (const [i, sample] of samplesAt(open, [...train, ...val]).entries()) {
    if (!sample) throw new Problem('other-dataset', { run: record.name, dataset: record.dataset.name })
    roles.set(sample.id, { label: record.labels[i]!, split: i < train.length ? 'train' : 'val' })
  }
  const samples = open.samples.map((sample) => {
    const role = roles.get(sample.id)
    return role ? { ...sample, ...role, used: true, leftOut: false } : { ...sample, label: -1, split: 'test' as const, used: false }
  })
  return { ...open, classes: record.classes, samples }
}
