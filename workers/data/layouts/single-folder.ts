/** Pictures without any class, to be predicted: everything is test. Only when asked for. */
import type { Reading } from './layout'

export function singleFolder(count: number): Reading {
  return { layout: 'single-folder', classes: [], labels: new Int32Array(count).fill(-1), splits: new Array<'test'>(count).fill('test') }
}
