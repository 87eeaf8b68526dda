import { describe, expect, it } from 'vitest'
import { permutation, uniform } from '../random'
import { HAS_TORCH, python } from './fixtures/python'
import { buildSubmission, submissionId } from './submission'

describe('Kaggle submission', () => {
  it('12,500 files in any order come out as 1..12500, none missing', () => {
    const rows = Array.from(permutation(12_500, 1), (i) => ({ path: `test1/${i + 1}.jpg`, probability: uniform(2, i) }))
    const { csv, missing, undecodable } = buildSubmission(rows)
    const lines = csv.trimEnd().split('\n')
    expect(lines[0]).toBe('id,label')
    expect(lines.slice(1).map((line) => Number(line.split(',')[0]))).toEqual(Array.from({ length: 12_500 }, (_, i) => i + 1))
    for (const line of lines.slice(1)) expect(line).toMatch(/^\d+,(0|1|0\.\d{1,9})$/)
    expect([missing, undecodable]).toEqual([[], []])
  })

  it('accounts for every file', () => {
    const submission = buildSubmission([
      { path: 'test/10.jpg', probability: 0.25 },
      { path: 'test/2.jpg', probability: null },
      { path: 'test/readme.jpg', probability: 0.5 },
      { path: 'other/2.png', probability: 0.75 },
      { path: '1.JPG', probability: 1e-12 },
    ])
    expect(submission).toEqual({
      csv: 'id,label\n1,0\n2,0.5\n10,0.25\n',
      rows: 3,
      undecodable: ['test/2.jpg'],
      withoutId: ['test/readme.jpg'],
      duplicates: ['other/2.png'],
      missing: [3, 4, 5, 6, 7, 8, 9],
    })
  })

  it('clips', () => {
    const rows = [0, 0.3, 1].map((probability, i) => ({ path: `${i + 1}.jpg`, probability }))
    expect(buildSubmission(rows, 0.005).csv).toBe('id,label\n1,0.005\n2,0.3\n3,0.995\n')
    expect(() => buildSubmission(rows, 0.5)).toThrow(/between 0 and 0.5/)
    expect(() => buildSubmission([{ path: '1.jpg', probability: Number.NaN }])).toThrow(/1\.jpg has the probability NaN/)
  })

  it('reads ids from names', () => {
    expect(['a/b/7.jpg', '007.png', 'cat.7.jpg', '7', '-1.jpg', '1.5.jpg'].map(submissionId)).toEqual([7, 7, null, null, null, null])
  })

  it('a stray enormous id makes no enormous list', () => {
    expect(buildSubmission([{ path: '999999999.jpg', probability: 0.5 }]).missing).toEqual([])
  })

  it.skipIf(!HAS_TORCH)('log loss of the file equals that of a script of its own on a labelled set', () => {
    const labels = Array.from({ length: 500 }, (_, i) => (uniform(3, i) < 0.5 ? 1 : 0))
    const probabilities = labels.map((label, i) => (label ? uniform(4, i) ** 0.2 : 1 - uniform(4, i) ** 0.2))
    const rows = probabilities.map((probability, i) => ({ path: `${i + 1}.jpg`, probability }))
    const script = `import csv, io, math, sys
rows = list(csv.DictReader(io.StringIO(sys.argv[1])))
labels = [int(c) for c in sys.argv[2]]
assert [int(r['id']) for r in rows] == list(range(1, 501))
print(-sum(math.log(float(r['label']) if y else 1 - float(r['label'])) for r, y in zip(rows, labels)) / 500)`
    const theirs = Number(python(['-c', script, buildSubmission(rows, 0.005).csv, labels.join('')], '.'))
    const clipped = probabilities.map((p) => Math.min(Math.max(p, 0.005), 0.995))
    const ours = clipped.reduce((sum, p, i) => sum - Math.log(labels[i] ? p : 1 - p), 0) / labels.length
    expect(Math.abs(ours - theirs)).toBeLessThan(1e-6)
  })
})
