/** The verdict of the checks in Python. */
import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { PYTHON } from '../../workers/export/fixtures/warm'

/** What is printed of these rows, and whether they pass. */
function judged(rows: string, must = 'True'): string {
  const code = `import sys
sys.path.insert(0, 'tools/verify')
from judged import judged
nan = float('nan')
studio = [{'path': f'{i}.jpg', 'probabilities': [0.25, 0.75]} for i in range(3)]
print(judged('timm', ${rows}, studio, 0.001, ${must}))`
  const { stdout, stderr, status } = spawnSync(PYTHON, ['-B', '-c', code], { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  return stdout
}

it('passes what agrees, and not a NaN, a row too few or one of another length, whatever comes after', () => {
  const good = '[0.25, 0.75]'
  expect(judged(`[${good}, [0.2501, 0.7499], ${good}]`)).toBe('timm: 3 pictures, largest difference 1.00e-04 (1.jpg): ok\nTrue\n')
  expect(judged(`[${good}, [nan, 0.75], ${good}]`)).toBe('timm: 3 pictures, largest difference nan (1.jpg): TOO LARGE\nFalse\n')
  expect(judged(`[${good}, [0.25], ${good}]`)).toContain('nan (1.jpg): TOO LARGE\nFalse')
  expect(judged(`[${good}]`)).toContain('timm: 1 pictures, largest difference nan')
  expect(judged(`[${good}, [1, 0], ${good}]`, 'False')).toBe('timm: 3 pictures, largest difference 7.50e-01 (1.jpg): told only\nTrue\n')
})
