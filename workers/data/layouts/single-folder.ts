/** Pictures without any class, to be predicted: everything is test. Only when asked for. */
import type { Reading } from './layout'

export const singleFolder = (count: number): Reading => ({
  layout: 'single-folder',
  classes: [],
  labels: new Int32Array(count).fill(-1),
  splits: new Array<'test'>(count).fill('test'),
  groups: null,
  evidence: [],
  onlyInTest: [],
})
