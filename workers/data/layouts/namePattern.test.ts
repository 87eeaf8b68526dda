import { describe, expect, test } from 'vitest'
import { problemOf } from '../../protocol/problem'
import { labelBy, previewPattern } from './namePattern'

const file = (path: string) => ({ folders: path.split('/').slice(0, -1), name: path.split('/').at(-1)! })
const labels = async (pattern: string, ...paths: string[]) => {
  const labelOf = await labelBy(pattern)
  return paths.map((path) => labelOf(file(path)))
}
const refusal = async (pattern: string) =>
  problemOf(
    await labelBy(pattern).then(
      () => 'taken',
      (error: unknown) => error,
    ),
  )

describe('where the class stands in a name', () => {
  test('{label} with numbers, before and after; the whole name has to fit', async () => {
    expect(await labels('{label}_{n}', 'x/red_apple_12.jpg', 'x/12_red.jpg', 'x/pear_3b.jpg')).toEqual(['red_apple', null, null])
    expect(await labels('{n}_{label}', '0012_pear.png', 'pear_1.png')).toEqual(['pear', null])
    expect(await labels('{any}-{label}({n})', 'a.b-pear (1).jpg', 'a-pear(1).jpg')).toEqual(['pear', 'pear'])
    expect(await labels('IMG.{label}', 'IMG.cat.jpg', 'IMGxcat.jpg')).toEqual(['cat', null])
  })

  test('with folders where the pattern has a slash', async () => {
    expect(await labels('{any}/{label}/scan{n}', 'a/b/pear/scan1.jpg', 'scan1.jpg')).toEqual(['pear', null])
  })

  test('a regular expression: the group called label, or the first', async () => {
    expect(await labels('^[0-9]+([a-z]+)', '01pear_x.jpg', 'pear.jpg')).toEqual(['pear', null])
    expect(await labels('(\\d+)-(?<label>\\p{L}+)', '1-été.jpg')).toEqual(['été'])
    expect(await labels('^(a?)b', 'b.jpg'), 'an empty name is none').toEqual([null])
  })

  test('what cannot be used is refused with a reason', async () => {
    expect(await refusal('cat')).toMatchObject({ code: 'bad-pattern', values: { why: 'no-label' } })
    expect(await refusal('([a-z')).toMatchObject({ code: 'bad-pattern', values: { why: 'not-understood' } })
    expect(await refusal('{label}_{label}')).toMatchObject({ code: 'bad-pattern', values: { why: 'not-understood' } })
    expect(await refusal('(?=(a))')).toMatchObject({ code: 'bad-pattern', values: { why: 'not-understood' } })
    expect(await refusal(`(${'a'.repeat(400)})`)).toMatchObject({ code: 'bad-pattern', values: { why: 'not-understood' } })
  })

  // Each of these takes JavaScript's own engine longer than the universe has.
  test.each(['^(a+)+$', '^(a|a)*$', '^(.*a){20}$', '{any}{any}{any}{any}{label}!'])('%s does not hang', async (pattern) => {
    expect(await labels(pattern, `${'a'.repeat(900)}?.jpg`)).toEqual([null])
  })

  test('the preview: classes with counts, names that do not match first', async () => {
    const files = [...[1, 2, 3].map((n) => `pear_${n}.jpg`), 'constructor_1.jpg', 'constructor_2.jpg', 'odd.jpg'].map(file)
    const preview = await previewPattern(files, '{label}_{n}')
    expect(preview).toMatchObject({ fault: null, classCount: 2, matching: 5, of: 6 })
    expect(preview.classes).toEqual([
      { name: 'pear', pictures: 3 },
      { name: 'constructor', pictures: 2 },
    ])
    expect(preview.names[0]).toEqual({ name: 'odd.jpg', label: null })
    expect(await previewPattern(files, '(')).toMatchObject({ fault: 'not-understood', of: 6 })
  })
})
