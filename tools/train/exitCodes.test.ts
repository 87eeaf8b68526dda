import { expect, test } from 'vitest'
import { exitCodeOf } from './exitCodes'

test('what was given and cannot be used is told apart from a run that went wrong', () => {
  for (const code of [
    'weights-other-vit',
    'weights-padding',
    'weights-normalisation',
    'weights-torch',
    'weights-other-names',
    'weights-other-kind',
    'weights-onnx',
    'hub-token',
    'hub-name-taken',
    'hub-no-right',
    'no-pictures',
    'bad-option',
  ] as const)
    expect(exitCodeOf({ code }), code).toBe(2)
  for (const code of ['diverged', 'out-of-memory', 'hub-unreachable', 'hub-refused', 'unexpected'] as const)
    expect(exitCodeOf({ code }), code).toBe(1)
})
