import { describe, expect, test } from 'vitest'
import { readLayout } from '.'
import { expand } from './fixtures/expand'
import { findGroups } from './groups'

const placed = (path: string) => ({ folders: path.split('/').slice(0, -1), name: path.split('/').at(-1)! })
/** The kind, how many groups of two or more, and how many pictures are in them. */
function found(patterns: readonly string[]) {
  const files = patterns.flatMap(expand).map(placed)
  const groups = findGroups(files, readLayout(files)!.reading)
  if (!groups) return null
  const inOne = groups.of.filter((group) => group >= 0)
  return { kind: groups.kind, groups: new Set(inOne).size, pictures: inOne.length, example: groups.example }
}

describe('groups that names tell', () => {
  test.each([
    ['frames of films', ['{walking,running}/{walking,running}_video{0..3}_frame_{0001..0005}.jpg'], 'films', 16, 80],
    ['frames in a folder for each film', ['{walk,run}/clip_{1..3}/frame{1..5}.jpg'], 'films', 6, 30],
    ['UCF101', ['{Archery,Bowling}/v_X_g{01..04}_c{01..03}_{0001..0002}.jpg'], 'films', 8, 48],
    ['bursts', ['{cat,dog}/IMG_2023010{1..3}_101112_BURST{001..004}.jpg'], 'bursts', 6, 24],
    [
      'bursts beside single pictures',
      ['{cat,dog}/00{0..3}IMG_00{0..3}_BURST2019010112345678{1,2}_COVER.jpg', '{cat,dog}/IMG_{1000..1040}.jpg'],
      'bursts',
      4,
      64,
    ],
    ['augmented copies', ['{ripe,raw}/ripe_{1..5}.jpg', '{ripe,raw}/aug_ripe_{1..5}.jpg'], 'copies', 10, 20],
    ['PlantVillage', ['{healthy,rust}/leaf {0001..0004}{,_180deg,_flipLR}.JPG'], 'copies', 8, 24],
    ['Roboflow', ['train/{a,b}/img{1..4}_jpg.rf.{0a1b2c3d4e5f,f0e1d2c3b4a5}.jpg'], 'copies', 8, 16],
    ['patients', ['train/{NORMAL,PNEUMONIA}/person{1..4}_bacteria_{1..3}.jpeg'], 'sources', 4, 24],
    ['slides', ['{Parasitized,Uninfected}/C{100,101}P61ThinF_IMG_20150918_144104_cell_{162..166}.png'], 'sources', 2, 20],
    ['pieces by place', ['{benign,malignant}/{10253,10254}_idx5_x{51,101,151}_y{1,51}_class0.png'], 'sources', 2, 24],
    ['a hand that turns', ['rps/{rock,paper}/{rock,paper}{01..03}-{000..009}.png'], 'series', 12, 120],
    ['follow-ups', ['{clear,ill}/{00000001..00000004}_{000..003}.png'], 'series', 8, 32],
    ['persons, by folders', ['{anna,bob,eve}/{cat,dog}/{1..3}.jpg'], 'folders', 3, 18],
  ] as const)('%s', (_, files, kind, groups, pictures) => {
    expect(found(files)).toMatchObject({ kind, groups, pictures })
  })

  test('one film is called as people would', () => {
    expect(found(['{walking,running}/walking_video{0..3}_frame_{1..5}.jpg'])?.example).toBe('walking_video0')
  })

  test.each([
    ['numbered by class', ['{cat,dog}/cat.{0..9}.jpg']],
    [
      'Imagenette',
      [
        'train/n01440764/n01440764_{10026,10027,10042,10066,10194,11117}.JPEG',
        'train/n02102040/n02102040_{1009,1034,1055,1082,1140,1270}.JPEG',
        'train/n0{1440764,2102040}/ILSVRC2012_val_000{00293,02138,03014,06697,07197,09111}.JPEG',
      ],
    ],
    ['telephone', ['{a,b}/IMG_20230101_1011{12..40}.jpg']],
    ['saved by hand', ['{cat,dog}/images ({1..20}).jpeg', '{cat,dog}/download ({1..20}).jpg']],
    ['numbers', ['{0,1}/{00001..00040}.png']],
    ['one film a class', ['{cat,dog}/video1_frame{1..40}.jpg']],
  ])('%s: none', (_, files) => {
    expect(found(files)).toBeNull()
  })
})
