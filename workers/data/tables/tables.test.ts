/** Tables as datasets have them, from real bytes: which is taken, what its columns mean, what becomes of each picture. */
import { describe, expect, test } from 'vitest'
import type { ReadAs } from '../../protocol/dataset'
import { problemOf } from '../../protocol/problem'
import { findingsOf, openWith, type TableFiles } from './testing'

interface Case {
  readonly name: string
  readonly pictures: readonly string[]
  readonly tables: TableFiles
  readonly readAs?: ReadAs
  /** File, label and split column. */
  readonly columns?: readonly [file: string, label: string | readonly string[], split?: string]
  readonly layout?: string
  /** Pictures with a class, by class; then what has none. */
  readonly classes: Readonly<Record<string, number>>
  readonly unlabelled?: number
  readonly given?: Readonly<Record<string, number>>
}

/** Rows of a table: `make` gives each one's cells. */
const rows = (count: number, make: (i: number) => string): string => Array.from({ length: count }, (_, i) => `${make(i)}\n`).join('')
const pick = (all: readonly string[], i: number): string => all[i % all.length]!

const BIRDS = ['001.Black_footed_Albatross', '002.Laysan_Albatross']
/** A line of the Oxford pets' lists: name, class, species, breed. */
const pet = (i: number): string => (i % 2 ? `Abyssinian_${(i >> 1) + 1} 1 1 1` : `beagle_${(i >> 1) + 1} 2 2 1`)

const CASES: readonly Case[] = [
  {
    name: 'Kaggle dog breeds: labels.csv beside train and test, and a sample of the submission',
    pictures: ['dog-breed/train/00{10..29}ab.jpg', 'dog-breed/test/00{50..54}cd.jpg'],
    tables: {
      'dog-breed/labels.csv': `id,breed\n${rows(20, (i) => `00${10 + i}ab,${pick(['boston_bull', 'dingo', 'pekinese'], i)}`)}`,
      'dog-breed/sample_submission.csv': `id,boston_bull,dingo,pekinese\n${rows(5, (i) => `00${50 + i}cd,0.3,0.3,0.4`)}`,
    },
    columns: ['id', 'breed'],
    classes: { boston_bull: 7, dingo: 7, pekinese: 6 },
    unlabelled: 5,
  },
  {
    name: 'cassava: train.csv, numbers named by label_num_to_disease_map.json',
    pictures: ['cassava/train_images/10000{10..29}.jpg', 'cassava/test_images/2216849948.jpg'],
    tables: {
      'cassava/train.csv': `image_id,label\n${rows(20, (i) => `10000${10 + i}.jpg,${i % 3}`)}`,
      'cassava/label_num_to_disease_map.json':
        '{"0": "Cassava Bacterial Blight (CBB)", "1": "Cassava Brown Streak Disease (CBSD)", "2": "Healthy"}',
      'cassava/sample_submission.csv': 'image_id,label\n2216849948.jpg,4\n',
    },
    columns: ['image_id', 'label'],
    classes: { 'Cassava Bacterial Blight (CBB)': 7, 'Cassava Brown Streak Disease (CBSD)': 7, Healthy: 6 },
    unlabelled: 1,
  },
  {
    name: 'aptos: no extension, numbers stay names, test.csv without labels',
    pictures: ['train_images/0a{10..29}d8d7.png', 'test_images/0b{10..14}ffff.png'],
    tables: {
      'train.csv': `id_code,diagnosis\n${rows(20, (i) => `0a${10 + i}d8d7,${i % 5}`)}`,
      'test.csv': `id_code\n${rows(5, (i) => `0b${10 + i}ffff`)}`,
      'sample_submission.csv': `id_code,diagnosis\n${rows(5, (i) => `0b${10 + i}ffff,0`)}`,
    },
    columns: ['id_code', 'diagnosis'],
    classes: { '0': 4, '1': 4, '2': 4, '3': 4, '4': 4 },
    unlabelled: 5,
  },
  {
    name: 'cactus: a column of 0 and 1 is a label',
    pictures: ['train/0{100..119}f.jpg', 'test/0{200..204}e.jpg'],
    tables: {
      'train.csv': `id,has_cactus\n${rows(20, (i) => `0${100 + i}f.jpg,${i % 4 ? 1 : 0}`)}`,
      'sample_submission.csv': `id,has_cactus\n${rows(5, (i) => `0${200 + i}e.jpg,0.5`)}`,
    },
    columns: ['id', 'has_cactus'],
    classes: { '0': 5, '1': 15 },
    unlabelled: 5,
  },
  {
    name: 'retinopathy: trainLabels.csv',
    pictures: ['resized train/{10..19}_{left,right}.jpeg'],
    tables: { 'trainLabels.csv': `image,level\n${rows(20, (i) => `${10 + (i >> 1)}_${i % 2 ? 'right' : 'left'},${i % 3}`)}` },
    columns: ['image', 'level'],
    classes: { '0': 7, '1': 7, '2': 6 },
  },
  {
    name: 'Hugging Face imagefolder: metadata.csv in the folder of each split',
    pictures: ['pets/{train,validation,test}/000{1..8}.jpg'],
    tables: Object.fromEntries(
      ['train', 'validation', 'test'].map((split, s) => [
        `pets/${split}/metadata.csv`,
        `file_name,label\n${rows(8, (i) => `000${i + 1}.jpg,${pick(['cat', 'dog'], i + s)}`)}`,
      ]),
    ),
    columns: ['file_name', 'label'],
    classes: { cat: 12, dog: 12 },
    given: { train: 8, val: 8, test: 8 },
  },
  {
    name: 'Hugging Face imagefolder: metadata.jsonl',
    pictures: ['data/train/{1..8}.png'],
    tables: {
      'data/train/metadata.jsonl': rows(
        8,
        (i) => `{"file_name": "${i + 1}.png", "label": "${pick(['cat', 'dog'], i)}", "__proto__": {"x": 1}}`,
      ),
    },
    columns: ['file_name', 'label'],
    classes: { cat: 4, dog: 4 },
  },
  {
    name: 'HAM10000: two parts, and columns about the patient',
    pictures: ['HAM10000_images_part_1/ISIC_00243{06..25}.jpg', 'HAM10000_images_part_2/ISIC_00343{06..25}.jpg'],
    tables: {
      'HAM10000_metadata.csv': `lesion_id,image_id,dx,dx_type,age,sex,localization\n${rows(
        40,
        (i) =>
          `HAM_000${100 + (i >> 1)},ISIC_00${i < 20 ? 24306 + i : 34306 + i - 20},${pick(['nv', 'nv', 'mel', 'bkl', 'df'], i >> 1)},${pick(['histo', 'follow_up'], i)},${40 + (i % 30)}.0,${pick(['male', 'female'], i)},${pick(['back', 'scalp', 'ear'], i)}`,
      )}`,
      'hmnist_8_8_L.csv': `pixel0000,pixel0001,label\n${rows(40, (i) => `${i},${200 - i},${i % 7}`)}`,
    },
    columns: ['image_id', 'dx'],
    classes: { bkl: 8, df: 8, mel: 8, nv: 16 },
  },
  {
    name: 'Roboflow: _classes.csv, one column for each class, blanks before their names',
    pictures: ['{train,valid}/a{1..6}_jpg.rf.0{1..2}.jpg'],
    tables: Object.fromEntries(
      ['train', 'valid'].map((split) => [
        `${split}/_classes.csv`,
        `filename, Cat, Dog\n${rows(12, (i) => `a${(i % 6) + 1}_jpg.rf.0${i < 6 ? 1 : 2}.jpg, ${i % 2}, ${1 - (i % 2)}`)}`,
      ]),
    ),
    columns: ['filename', ['Cat', 'Dog']],
    classes: { Cat: 12, Dog: 12 },
    given: { train: 12, val: 12 },
  },
  {
    name: 'Plant Pathology 2020: one-hot, names that count Train and Test, a submission form of fractions',
    pictures: ['images/Train_{0..19}.jpg', 'images/Test_{0..9}.jpg'],
    tables: {
      'train.csv': `image_id,healthy,multiple_diseases,rust,scab\n${rows(20, (i) => `Train_${i},${[0, 1, 2, 3].map((k) => (i % 4 === k ? 1 : 0)).join()}`)}`,
      'test.csv': `image_id\n${rows(10, (i) => `Test_${i}`)}`,
      'sample_submission.csv': `image_id,healthy,multiple_diseases,rust,scab\n${rows(10, (i) => `Test_${i},0.25,0.25,0.25,0.25`)}`,
    },
    columns: ['image_id', ['healthy', 'multiple_diseases', 'rust', 'scab']],
    classes: { healthy: 5, multiple_diseases: 5, rust: 5, scab: 5 },
    unlabelled: 10,
  },
  {
    name: 'a split column, with paths below another folder',
    pictures: ['birds/images/{1..20}.jpg'],
    tables: {
      'birds/birds.csv': `class id,filepaths,labels,data set\n${rows(20, (i) => `${i % 2}.0,/home/me/images/${i + 1}.jpg,${pick(['ABBOTTS BABBLER', 'AUK'], i)},${pick(['train', 'train', 'train', 'valid', 'test'], i)}`)}`,
    },
    columns: ['filepaths', 'labels', 'data set'],
    classes: { 'ABBOTTS BABBLER': 10, AUK: 10 },
    given: { train: 12, val: 4, test: 4 },
  },
  {
    name: 'is_test, a column of 0 and 1',
    pictures: ['images/{1..20}.jpg'],
    tables: { 'data.csv': `path,species,is_test\n${rows(20, (i) => `images/${i + 1}.jpg,${pick(['oak', 'elm'], i)},${i < 15 ? 0 : 1}`)}` },
    columns: ['path', 'species', 'is_test'],
    classes: { elm: 10, oak: 10 },
    given: { train: 15, test: 5 },
  },
  {
    name: 'train.csv, valid.csv and test.csv, each with labels',
    pictures: ['images/{10..29}.jpg'],
    tables: {
      'train.csv': `file,label\n${rows(12, (i) => `${10 + i}.jpg,${pick(['a', 'b'], i)}`)}`,
      'valid.csv': `file,label\n${rows(4, (i) => `${22 + i}.jpg,${pick(['a', 'b'], i)}`)}`,
      'test.csv': `file,label\n${rows(4, (i) => `${26 + i}.jpg,${pick(['a', 'b'], i)}`)}`,
    },
    columns: ['file', 'label'],
    classes: { a: 10, b: 10 },
    given: { train: 12, val: 4, test: 4 },
  },
  {
    name: 'Tiny ImageNet: folders for training, val_annotations.txt for validation, names from words.txt',
    pictures: [
      'tiny-imagenet-200/train/{n01443537,n01629819}/images/n01443537_{0..9}.JPEG',
      'tiny-imagenet-200/val/images/val_{0..5}.JPEG',
      'tiny-imagenet-200/test/images/test_{0..3}.JPEG',
    ],
    tables: {
      'tiny-imagenet-200/val/val_annotations.txt': rows(6, (i) => `val_${i}.JPEG\t${pick(['n01443537', 'n01629819'], i)}\t0\t${i}\t31\t44`),
      'tiny-imagenet-200/words.txt':
        'n00001740\tentity\nn01443537\tgoldfish, Carassius auratus\nn01629819\tEuropean fire salamander, Salamandra salamandra\n',
      'tiny-imagenet-200/wnids.txt': 'n01629819\nn01443537\n',
      'tiny-imagenet-200/train/n01443537/n01443537_boxes.txt': rows(10, (i) => `n01443537_${i}.JPEG\t0\t10\t63\t58`),
      'tiny-imagenet-200/train/n01629819/n01629819_boxes.txt': rows(10, (i) => `n01443537_${i}.JPEG\t0\t10\t63\t58`),
    },
    columns: ['#1', '#2'],
    classes: { 'European fire salamander': 13, goldfish: 13 },
    unlabelled: 4,
    given: { train: 20, val: 6, test: 4 },
  },
  {
    name: 'German traffic signs: a test table by numbers for folders of numbers',
    pictures: ['Train/{00000,00001,00002}/{10..15}.png', 'Test/000{10..15}.png'],
    tables: { 'GT-final_test.csv': `Filename;Width;Height;ClassId\n${rows(6, (i) => `000${10 + i}.png;53;54;${i % 3}`)}` },
    columns: ['Filename', 'ClassId'],
    classes: { '00000': 8, '00001': 8, '00002': 8 },
    given: { train: 18, test: 6 },
  },
  {
    name: 'LOC_synset_mapping.txt names folders',
    pictures: ['ILSVRC/train/{n01440764,n01443537}/{1..5}.JPEG'],
    tables: { 'LOC_synset_mapping.txt': 'n01440764 tench, Tinca tinca\nn01443537 goldfish, Carassius auratus\n' },
    layout: 'class-folders',
    classes: { goldfish: 5, tench: 5 },
  },
  {
    name: 'imagenet_class_index.json names numbers; equal first names keep more',
    pictures: ['imagenet/{0,1,2}/{1..5}.JPEG'],
    tables: { 'imagenet_class_index.json': '{"0": ["n02012849", "crane"], "1": ["n03126707", "crane"], "2": ["n01440764", "tench"]}' },
    layout: 'class-folders',
    classes: { '0': 5, '1': 5, '2': 5 },
  },
  {
    name: 'classes.txt has a line for each number',
    pictures: ['pics/{1..12}.jpg'],
    tables: { 'labels.txt': rows(12, (i) => `${i + 1}.jpg ${i % 3}`), 'classes.txt': 'airplane\nbird\ncat\n' },
    columns: ['#1', '#2'],
    classes: { airplane: 4, bird: 4, cat: 4 },
  },
  {
    name: 'a map in JSON',
    pictures: ['pics/{1..8}.jpg'],
    tables: {
      'labels.json': JSON.stringify(Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`${i + 1}.jpg`, pick(['cat', 'dog'], i)]))),
    },
    columns: ['#1', '#2'],
    classes: { cat: 4, dog: 4 },
  },
  {
    name: 'no header: numbers above numbers',
    pictures: ['pics/{10..21}.jpg'],
    tables: { 'list.csv': rows(12, (i) => `${10 + i},${pick(['x', 'y', 'z'], i)}`) },
    columns: ['#1', '#2'],
    classes: { x: 4, y: 4, z: 4 },
  },
  {
    name: 'zeros that a spreadsheet dropped',
    pictures: ['pics/00{01..12}.jpg'],
    tables: { 'labels.csv': `id,label\n${rows(12, (i) => `${i + 1},${pick(['x', 'y'], i)}`)}` },
    columns: ['id', 'label'],
    classes: { x: 6, y: 6 },
  },
  {
    name: 'the folder beside tells which of two pictures of one name is meant',
    pictures: ['set/{a,b}/{1..6}.jpg'],
    tables: {
      'set/labels.csv': `path,label\n${rows(12, (i) => `C:\\data\\${i < 6 ? 'a' : 'b'}\\${(i % 6) + 1}.png,${pick(['x', 'y', 'z'], i)}`)}`,
    },
    columns: ['path', 'label'],
    classes: { x: 4, y: 4, z: 4 },
  },
  {
    name: 'class folders beside a table about something else stay folders',
    pictures: ['{cat,dog}/{1..10}_{a,b}.jpg'],
    tables: {
      'info.csv': `file_name,width,source\n${rows(20, (i) => `${(i % 10) + 1}_${i < 10 ? 'a' : 'b'}.jpg,${300 + i},${pick(['flickr', 'pexels'], i)}`)}`,
    },
    layout: 'class-folders',
    classes: { cat: 20, dog: 20 },
  },
  {
    name: 'boxes are not labels: several rows for one picture, each of another class',
    pictures: ['{cat,dog}/p{1..10}.jpg'],
    tables: {
      'boxes.csv': `image,xmin,ymin,xmax,ymax,class\n${rows(40, (i) => `cat/p${(i % 10) + 1}.jpg,${i},${i},${i + 20},${i + 30},${pick(['head', 'tail', 'leg'], i)}`)}`,
    },
    layout: 'class-folders',
    classes: { cat: 10, dog: 10 },
  },
  {
    name: 'Kaggle’s own names beside its sample of a submission',
    pictures: ['train/{cat,dog}.{0..5}.jpg', 'test1/{1..6}.jpg'],
    tables: { 'sampleSubmission.csv': `id,label\n${rows(6, (i) => `${i + 1},${i % 2}`)}` },
    layout: 'kaggle-flat',
    classes: { cat: 6, dog: 6 },
    unlabelled: 6,
  },
  {
    name: 'class folders beside a table with a column that tells something else, called a type',
    pictures: ['p/{cat,dog}/c{0..9}.jpg'],
    tables: {
      'p/metadata.csv': `file_name,type,camera\n${rows(20, (i) => `${i < 10 ? 'cat' : 'dog'}/c${i % 10}.jpg,${pick(['indoor', 'outdoor'], i)},${pick(['a', 'b'], i)}`)}`,
    },
    layout: 'class-folders',
    classes: { cat: 10, dog: 10 },
  },
  {
    name: 'class folders beside labels of one of them',
    pictures: ['p/cat/c{0..9}.jpg', 'p/dog/d{0..9}.jpg'],
    tables: { 'p/labels.csv': `file,label\n${rows(10, (i) => `c${i}.jpg,${pick(['tabby', 'siamese'], i)}`)}` },
    layout: 'class-folders',
    classes: { cat: 10, dog: 10 },
  },
  {
    name: 'class folders beside a table of the same classes that splits them',
    pictures: ['p/{cat,dog}/{0..9}.jpg'],
    tables: {
      'p/labels.csv': `path,label,split\n${rows(20, (i) => `${pick(['Cat', 'Dog'], i)}/${i >> 1}.jpg,${pick(['cat', 'dog'], i)},${i < 12 ? 'train' : 'test'}`)}`,
    },
    columns: ['path', 'label', 'split'],
    classes: { cat: 10, dog: 10 },
    given: { train: 12, test: 8 },
  },
  {
    name: 'CUB-200: three lists joined by number, the classes under their folders’ names',
    pictures: ['CUB_200_2011/images/{001.Black_footed_Albatross,002.Laysan_Albatross}/Bird_00{10..19}_79.jpg'],
    tables: {
      'CUB_200_2011/images.txt': rows(20, (i) => `${i + 1} ${BIRDS[i < 10 ? 0 : 1]}/Bird_00${10 + (i % 10)}_79.jpg`),
      'CUB_200_2011/image_class_labels.txt': rows(20, (i) => `${i + 1} ${i < 10 ? 1 : 2}`),
      'CUB_200_2011/train_test_split.txt': rows(20, (i) => `${i + 1} ${i % 2}`),
      'CUB_200_2011/classes.txt': '1 001.Black_footed_Albatross\n2 002.Laysan_Albatross\n',
      'CUB_200_2011/bounding_boxes.txt': rows(20, (i) => `${i + 1} 60.0 27.0 325.0 304.0`),
      'CUB_200_2011/README': 'Caltech-UCSD Birds-200-2011',
    },
    columns: ['images', 'image_class_labels', 'train_test_split'],
    classes: { '001.Black_footed_Albatross': 10, '002.Laysan_Albatross': 10 },
    given: { train: 10, test: 10 },
  },
  {
    name: 'CUB-200’s lists with all pictures in one folder: names from classes.txt',
    pictures: ['birds/images/{10..29}.jpg'],
    tables: {
      'birds/images.txt': rows(20, (i) => `${i + 1} ${10 + i}.jpg`),
      'birds/image_class_labels.txt': rows(20, (i) => `${i + 1} ${1 + (i % 2)}`),
      'birds/train_test_split.txt': rows(20, (i) => `${i + 1} ${i < 12 ? 1 : 0}`),
      'birds/classes.txt': '1 001.Albatross\n2 002.Auklet\n',
    },
    columns: ['images', 'image_class_labels', 'train_test_split'],
    classes: { '001.Albatross': 10, '002.Auklet': 10 },
    given: { train: 12, test: 8 },
  },
  {
    name: 'Oxford-IIIT pets: trainval.txt and test.txt give the split, numbers the names of the pictures',
    pictures: ['oxford/images/{Abyssinian,beagle}_{1..9}.jpg', 'oxford/annotations/trimaps/{Abyssinian,beagle}_{1..9}.png'],
    tables: {
      'oxford/annotations/list.txt': `#Image CLASS-ID SPECIES BREED ID\n#ID: 1:37 Class ids\n${rows(18, (i) => pet(i))}`,
      'oxford/annotations/trainval.txt': rows(12, (i) => pet(i)),
      'oxford/annotations/test.txt': rows(6, (i) => pet(i + 12)),
    },
    columns: ['#1', '#2'],
    classes: { Abyssinian: 9, beagle: 9 },
    given: { train: 12, test: 6 },
  },
  {
    name: 'Food-101: lists of names without endings give the split, folders the classes',
    pictures: ['food-101/images/{apple_pie,pizza}/10056{49..58}.jpg'],
    tables: {
      'food-101/meta/train.txt': rows(14, (i) => `${pick(['apple_pie', 'pizza'], i)}/10056${49 + (i >> 1)}`),
      'food-101/meta/test.txt': rows(6, (i) => `${pick(['apple_pie', 'pizza'], i)}/10056${56 + (i >> 1)}`),
      'food-101/meta/classes.txt': 'apple_pie\npizza\n',
      'food-101/meta/labels.txt': 'Apple pie\nPizza\n',
      'food-101/meta/train.json': JSON.stringify({ apple_pie: ['apple_pie/1005649'], pizza: ['pizza/1005649'] }),
    },
    columns: ['#1', []],
    classes: { apple_pie: 10, pizza: 10 },
    given: { train: 14, test: 6 },
  },
  {
    name: 'DTD: ten partitions, of which the first is taken',
    pictures: ['dtd/images/{banded,dotted}/t_00{01..12}.jpg'],
    tables: Object.fromEntries(
      [1, 2].flatMap((part) =>
        ['train', 'val', 'test'].map((split, s) => [
          `dtd/labels/${split}${part}.txt`,
          rows(8, (i) => `${pick(['banded', 'dotted'], i)}/t_00${String(((s * 4 + (i >> 1) + part - 1) % 12) + 1).padStart(2, '0')}.jpg`),
        ]),
      ),
    ),
    columns: ['#1', []],
    classes: { banded: 12, dotted: 12 },
    given: { train: 8, val: 8, test: 8 },
  },
  {
    name: 'a list of test pictures alone leaves the others to learn from',
    pictures: ['spectra/{yes,no}/s{10..19}.png'],
    tables: { 'spectra/testing_list.txt': rows(6, (i) => `${pick(['yes', 'no'], i)}/s1${i >> 1}.png`) },
    columns: ['#1', []],
    classes: { no: 10, yes: 10 },
    given: { test: 6 },
  },
  {
    name: 'a list of training pictures alone says nothing of the others',
    pictures: ['spectra/{yes,no}/s{10..19}.png'],
    tables: { 'spectra/train.txt': rows(6, (i) => `${pick(['yes', 'no'], i)}/s1${i >> 1}.png`) },
    layout: 'class-folders',
    classes: { no: 10, yes: 10 },
  },
  {
    name: 'JavaScript’s own names are names',
    pictures: ['pics/{1..8}.jpg'],
    tables: { 'labels.csv': `__proto__,constructor\n${rows(8, (i) => `${i + 1}.jpg,${pick(['toString', '__proto__'], i)}`)}` },
    columns: ['__proto__', 'constructor'],
    classes: { ['__proto__']: 4, toString: 4 },
  },
]

describe('tables as people have them', () => {
  test.each(CASES.map((one) => [one.name, one] as const))(
    '%s',
    async (_, { pictures: patterns, tables, readAs, columns, layout = 'table', classes, unlabelled = 0, given }) => {
      const { summary } = await openWith(patterns, tables, readAs)
      const { taken } = summary.tables
      expect(summary.layout).toBe(layout)
      // A label or several.
      const label = columns?.[1]
      expect(taken && [taken.fileColumn, taken.labelColumns, taken.splitColumn ?? undefined]).toEqual(
        columns ? [columns[0], typeof label === 'string' ? [label] : label, columns[2]] : null,
      )
      expect(new Map(summary.classes.map(({ name, counts: { train, val, test } }) => [name, train + val + test]))).toEqual(
        new Map(Object.entries(classes)),
      )
      expect(summary.unlabelled).toBe(unlabelled)
      if (given) {
        const { dataset } = await openWith(patterns, tables, readAs)
        const counts: Record<string, number> = {}
        for (const sample of dataset.samples) if (sample.given) counts[sample.given] = (counts[sample.given] ?? 0) + 1
        expect(counts).toEqual(given)
      }
    },
  )
})

const ATTRIBUTES = ['Attractive', 'Bald', 'Bangs', 'Big_Nose', 'Blurry', 'Chubby', 'Male', 'Smiling', 'Young']
const yes = (i: number, k: number): string => ((i * 7 + k * 5) % 3 ? '-1' : '1')

test.each(['csv', 'txt'])('CelebA’s list_attr_celeba.%s: one of many labels is taken, and it is said', async (ending) => {
  const [start, between] = ending === 'csv' ? [`image_id,${ATTRIBUTES.join()}`, ','] : [`20\n${ATTRIBUTES.join(' ')}`, '  ']
  const table = `${start}\n${rows(20, (i) => [`0${10 + i}.jpg`, ...ATTRIBUTES.map((_, k) => yes(i, k))].join(between))}`
  const { summary } = await openWith(['img_align_celeba/0{10..29}.jpg'], { [`list_attr_celeba.${ending}`]: table })
  expect(summary.classes.map(({ name }) => name)).toEqual(['-1', '1'])
  expect(findingsOf(summary)).toMatchObject({ 'several-columns': { column: summary.tables.taken!.labelColumns[0] } })
})

test('COCO’s JSON, as iNaturalist has it: pictures, annotations and categories joined', async () => {
  const numbers = Array.from({ length: 20 }, (_, i) => i)
  const coco = {
    info: { year: 2019 },
    images: numbers.map((id) => ({ id, file_name: `images/${10 + id}.jpg`, width: 8 })),
    annotations: numbers.map((id) => ({ id, image_id: id, category_id: 40 + (id % 2) })),
    categories: [
      { id: 40, name: 'oak' },
      { id: 41, name: 'elm' },
    ],
  }
  const { summary } = await openWith(['images/{10..29}.jpg'], { 'train2019.json': JSON.stringify(coco) })
  expect(summary.classes.map(({ name, counts: { train, val } }) => [name, train + val])).toEqual([
    ['elm', 10],
    ['oak', 10],
  ])
})

test.each([
  ['train-images-idx3-ubyte', 'container'],
  ['cifar-10-batches-py/data_batch_1', 'container'],
  ['data/train-00000-of-00001.parquet', 'container'],
  ['fer2013.csv', 'table'],
])('%s alone: it is said that pictures may be in it, and what to do', async (path, kind) => {
  const opened = openWith([], { [path]: 'label,pixels\n1,2 3 4\n' }).catch(problemOf)
  expect(await opened).toMatchObject({ code: 'no-pictures', values: { inside: { file: path.split('/').at(-1), kind } } })
})

test('annotations of MATLAB beside pictures that nothing else labels: it is said that they are not read', async () => {
  const opened = openWith(['cars_train/000{10..19}.jpg'], { 'devkit/cars_train_annos.mat': 'MATLAB 5.0' }).catch(problemOf)
  expect(await opened).toMatchObject({
    code: 'one-class',
    values: { table: { file: 'devkit/cars_train_annos.mat', fault: 'no-text-table' } },
  })
})

const PICTURES = ['pics/{10..29}.jpg']
const labels = (count: number, make: (i: number) => string = (i) => pick(['x', 'y'], i), head = 'file,label') =>
  `${head}\n${rows(count, (i) => `${10 + i}.jpg,${make(i)}`)}`
const TEXT = labels(20, (i) => pick(['crème', '猫'], i))
const utf16 = (text: string, little: boolean, mark: boolean) => {
  const view = new DataView(new ArrayBuffer(text.length * 2))
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), little)
  const body = new Uint8Array(view.buffer)
  return mark ? new Uint8Array([...(little ? [0xff, 0xfe] : [0xfe, 0xff]), ...body]) : body
}

describe('encodings, separators, quotes', () => {
  test.each<[string, string | Uint8Array<ArrayBuffer>, string?]>([
    ['UTF-8 with a mark', `\ufeff${TEXT}`],
    ['UTF-16 LE with a mark', utf16(TEXT, true, true)],
    ['UTF-16 BE with a mark', utf16(TEXT, false, true)],
    ['Windows’ ends of lines', TEXT.replaceAll('\n', '\r\n')],
    ['an old Mac’s ends of lines', TEXT.replaceAll('\n', '\r')],
    ['semicolons', TEXT.replaceAll(',', ';')],
    ['tabs', TEXT.replaceAll(',', '\t'), 'labels.tsv'],
    ['bars', TEXT.replaceAll(',', '|')],
    ['quotes', TEXT.replaceAll(/[^\n,]+/g, '"$&"')],
    ['tabs in a .txt', TEXT.replaceAll(',', '\t'), 'labels.txt'],
    ['blanks in a .txt', TEXT.replaceAll(',', '   '), 'labels.txt'],
    ['empty lines and blanks around', TEXT.replaceAll(',', ' , ').replaceAll('\n', '\n\n')],
  ])('%s', async (_, content, name = 'labels.csv') => {
    const { summary } = await openWith(PICTURES, { [name]: content })
    expect(summary.layout).toBe('table')
    expect(summary.classes.map(({ name }) => name)).toEqual(['crème', '猫'])
    expect(findingsOf(summary)).toEqual({})
  })

  test('UTF-16 without a mark, of letters that have a byte of zero', async () => {
    for (const little of [true, false]) {
      const { summary } = await openWith(PICTURES, { 'labels.csv': utf16(labels(20), little, false) })
      expect(summary.classes.map(({ name }) => name)).toEqual(['x', 'y'])
    }
  })

  test('what is neither is read by a guess, and that is said', async () => {
    const bytes = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0))
    const { summary } = await openWith(PICTURES, { 'labels.csv': bytes(labels(20, (i) => pick(['crème', 'thé'], i))) })
    expect(summary.classes.map(({ name }) => name)).toEqual(['crème', 'thé'])
    expect(findingsOf(summary)).toEqual({ 'encoding-guessed': { encoding: 'Windows-1252' } })
    // 猫 and 狗, as Chinese Windows writes them.
    const chinese = await openWith(PICTURES, { 'labels.csv': bytes(labels(20, (i) => pick(['\xc3\xa8', '\xb9\xb7'], i))) })
    expect(chinese.summary.classes.map(({ name }) => name)).toEqual(['狗', '猫'])
    expect(findingsOf(chinese.summary)).toEqual({ 'encoding-guessed': { encoding: 'GB18030' } })
  })

  test('commas, quotes and ends of lines inside quotes', async () => {
    const { summary } = await openWith(PICTURES, { 'labels.csv': labels(20, (i) => pick(['"a, ""b"""', '"c\nd"'], i)) })
    expect(summary.classes.map(({ name }) => name)).toEqual(['a, "b"', 'c\nd'])
  })

  test('a quote that is never closed is text', async () => {
    const { summary } = await openWith(PICTURES, { 'labels.csv': labels(20, (i) => (i === 3 ? '"x' : pick(['x', 'y'], i))) })
    expect(summary.counts.train + summary.counts.val).toBe(20)
    expect(findingsOf(summary)).toEqual({ 'quotes-unclosed': {} })
  })
})

describe('what is said', () => {
  test('rows without a picture, pictures without a row, rows without a label', async () => {
    const table = `${labels(18, (i) => (i === 5 ? '' : pick(['x', 'y'], i)))}gone/99.jpg,x\n`
    const { summary } = await openWith(PICTURES, { 'labels.csv': table })
    expect(findingsOf(summary)).toEqual({
      'rows-without-picture': { rows: 1, examples: ['gone/99.jpg'] },
      'rows-without-label': { rows: 1 },
      'pictures-without-row': { pictures: 2, examples: ['pics/28.jpg', 'pics/29.jpg'] },
    })
    expect(summary.unlabelled).toBe(3)
  })

  test('pictures that folders give a class lack no row', async () => {
    const { summary } = await openWith(
      ['t/train/{a,b}/images/{a,b}_{1..5}.jpg', 't/val/images/val_{0..5}.jpg', 't/test/images/t_{1..4}.jpg'],
      {
        't/val/val_annotations.txt': rows(6, (i) => `val_${i}.jpg\t${pick(['a', 'b'], i)}\t0\t32`),
      },
    )
    expect(summary.tables.taken?.labelColumns).toEqual(['#2'])
    expect(findingsOf(summary)['pictures-without-row']).toMatchObject({ pictures: 4 })
  })

  test.each(['|', ';', ', ', ' '])('several labels with “%s” between: those pictures are left out', async (separator) => {
    const cell = (i: number) =>
      i % 5 === 0 ? `"scab${separator}rust"` : i % 7 === 0 ? `"rust${separator}healthy"` : pick(['scab', 'rust', 'healthy'], i)
    const { summary } = await openWith(PICTURES, { 'train.csv': labels(20, cell, 'image,labels') })
    expect(summary.classes.map(({ name }) => name)).toEqual(['healthy', 'rust', 'scab'])
    expect(summary.skipped.counts['several-labels']).toBe(6)
    expect(findingsOf(summary)).toMatchObject({ 'several-labels': { pictures: 6 } })
    expect(summary.counts.train + summary.counts.val).toBe(14)
  })

  test('names with commas and blanks are one label each', async () => {
    const names = ['"bear, black"', '"bear, brown"', 'golden retriever', 'black bear']
    const { summary } = await openWith(PICTURES, { 'labels.csv': labels(20, (i) => pick(names, i)) })
    expect(summary.classes).toHaveLength(4)
    expect(findingsOf(summary)).toEqual({})
  })

  test('several of the one-hot columns, and none of them', async () => {
    const cells = (i: number) => (i === 4 ? '1,1,0' : i === 5 ? '0,0,0' : pick(['1,0,0', '0,1,0', '0,0,1'], i))
    const { summary } = await openWith(PICTURES, { 'labels.csv': labels(20, cells, 'file,a,b,c') })
    expect(findingsOf(summary)).toMatchObject({ 'several-labels': { pictures: 1 }, 'rows-without-label': { rows: 1 } })
    expect(summary.unlabelled).toBe(1)
  })

  test('rows that differ leave their picture out, rows that say the same twice do not', async () => {
    const { summary } = await openWith(PICTURES, { 'labels.csv': `${labels(20)}10.jpg,x\n11.jpg,x\n` })
    expect(findingsOf(summary)).toEqual({ 'rows-differ': { pictures: 1, examples: ['pics/11.jpg'] } })
    expect(summary.skipped.counts['several-labels']).toBe(1)
  })

  test('a label of its own for nearly every row, and numbers that measure something, are not guessed, and said where they are chosen', async () => {
    const cells = (i: number) => `name ${i < 2 ? 0 : i},${i % 12}.5,${pick(['x', 'y'], i)}`
    const tables = { 'labels.csv': labels(20, cells, 'file,title,score,shape') }
    const open = async (column: string) =>
      (await openWith(PICTURES, tables, { layout: 'table', table: { labelColumns: [column] } })).summary
    const guessed = await openWith(PICTURES, tables)
    expect(guessed.summary.tables.taken?.labelColumns).toEqual(['shape'])
    expect(findingsOf(await open('title'))).toEqual({ 'nearly-unique': { column: 'title', labels: 19, pictures: 20 } })
    expect(findingsOf(await open('score'))).toEqual({ 'many-numbers': { column: 'score', labels: 12 } })
  })

  test('a name that several pictures have', async () => {
    const { summary } = await openWith(['{a,b}/{10..19}.jpg', 'c/{20..29}.jpg'], { 'labels.csv': labels(20) }, { layout: 'table' })
    expect(findingsOf(summary)).toMatchObject({
      'rows-ambiguous': { rows: 10, examples: ['10.jpg', '11.jpg', '12.jpg', '13.jpg', '14.jpg'] },
    })
  })

  test('the first rows, with their pictures', async () => {
    const { summary, dataset } = await openWith(PICTURES, { 'labels.csv': labels(20).replace('11.jpg', 'gone.jpg') })
    const { preview } = summary.tables.taken!
    expect(preview.slice(0, 2)).toEqual([
      { name: '10.jpg', picture: 0, path: 'pics/10.jpg', label: 'x', split: null },
      { name: 'gone.jpg', picture: null, path: null, label: null, split: null },
    ])
    expect(preview.every(({ picture, path }) => picture === null || dataset.samples[picture]?.path === path)).toBe(true)
  })
})

describe('what is chosen', () => {
  const tables = {
    'labels.csv': labels(20, (i) => `${pick(['x', 'y'], i)},${pick(['p', 'q', 'r'], i)},${i >> 1}`, 'file,label,shape,animal'),
  }
  const choose = (table: NonNullable<ReadAs['table']>) => openWith(PICTURES, tables, { layout: 'table', table })

  test('another column is another dataset, the same labels from elsewhere are the same', async () => {
    const [guess, label, shape] = [
      await openWith(PICTURES, tables),
      await choose({ labelColumns: ['label'] }),
      await choose({ labelColumns: ['shape'] }),
    ]
    expect(guess.summary.classes.map(({ name }) => name)).toEqual(['x', 'y'])
    expect(shape.summary.classes.map(({ name }) => name)).toEqual(['p', 'q', 'r'])
    expect(label.summary.fingerprint).toBe(guess.summary.fingerprint)
    expect(shape.summary.fingerprint).not.toBe(guess.summary.fingerprint)
    const elsewhere = await openWith(PICTURES, { 'more/other.tsv': labels(20).replaceAll(',', '\t') })
    expect(elsewhere.summary.fingerprint).toBe(guess.summary.fingerprint)
    const folders = await openWith(['{a,b}/{10..19}.jpg'], {})
    const beside = await openWith(['{a,b}/{10..19}.jpg'], { 'notes.csv': 'about,this\nnothing,much\n' })
    expect(beside.summary.fingerprint).toBe(folders.summary.fingerprint)
  })

  test('a group column keeps pictures on one side of the split', async () => {
    const { dataset, summary } = await choose({ groupColumn: 'animal' })
    expect(summary.tables.taken?.groupColumn).toBe('animal')
    for (let i = 0; i < 20; i += 2) expect(dataset.samples[i + 1]!.group).toBe(dataset.samples[i]!.group)
    expect(summary.groups).toEqual({ kind: 'sources', groups: 10, pictures: 20, example: '0', apart: 0 })
  })

  test('groups of a table that a split column parts are counted, and together where the split is made anew', async () => {
    const split = labels(20, (i) => `${pick(['x', 'y'], i >> 1)},${i >> 1},${i % 2 ? 'val' : 'train'}`, 'file,label,patient,split')
    const given = await openWith(PICTURES, { 'labels.csv': split })
    expect(given.summary.groups).toMatchObject({ kind: 'sources', groups: 10, apart: 10 })
    const anew = await openWith(PICTURES, { 'labels.csv': split }, { splitAnew: true })
    expect(anew.summary.groups).toMatchObject({ apart: 0 })
  })

  test('what a table leaves out takes no part', async () => {
    const reasons = ['by-hand', 'mask', 'copy', 'blurred', '']
    const table = labels(20, (i) => `${pick(['x', 'y'], i)},train,,${i < 4 ? reasons[i] : ''}`, 'file_name,label,split,group,left_out')
    const { summary } = await openWith(PICTURES, { 'pics/metadata.csv': table })
    expect(summary.counts.train + summary.counts.val).toBe(16)
    expect(summary.unlabelled).toBe(0)
    expect(summary.skipped.counts).toMatchObject({ 'by-hand': 2, mask: 1, copy: 1 })
  })

  test('of two tables the one that is chosen', async () => {
    const both = { ...tables, 'shapes.csv': labels(20, (i) => pick(['p', 'q'], i), 'file,shape') }
    const { summary } = await openWith(PICTURES, both, { layout: 'table', table: { file: 'shapes.csv' } })
    expect(summary.tables.taken?.files).toEqual(['shapes.csv'])
    expect(summary.tables.found.map(({ files, labels }) => [files[0], labels?.classes])).toEqual([
      ['labels.csv', 2],
      ['shapes.csv', 2],
    ])
  })

  test('a corrected table stands for the one of its name: the two are not mixed, and of paths that end alike the nearest is meant', async () => {
    const [wrong, right] = [labels(20, () => 'x'), labels(20)]
    for (const [beside, choice] of [
      [{ 'labels.csv': right, 'pics/labels.csv': wrong }, { file: 'labels.csv' }],
      [{ 'pics/labels.csv': right, 'pics/old/labels.csv': wrong.replace('x', 'y') }, { file: 'labels.csv' }],
      [{ 'pics/labels.csv': right, 'pics/old/labels.csv': wrong.replace('x', 'y') }, {}],
    ] as const) {
      const { summary } = await openWith(PICTURES, beside, { layout: 'table', table: choice })
      expect(summary.tables.taken?.files).toEqual([Object.keys(beside)[0]])
      expect(summary.classes.map(({ counts: { train, val } }) => train + val)).toEqual([10, 10])
    }
  })

  test('a form to be filled in gives labels only where it is chosen', async () => {
    const form = { 'sample_submission.csv': labels(20) }
    await expect(openWith(PICTURES, form)).rejects.toMatchObject({ code: 'one-class' })
    const { summary } = await openWith(PICTURES, form, { layout: 'table', table: { file: 'sample_submission.csv' } })
    expect(summary.classes).toHaveLength(2)
  })

  test('a table that gives nothing leaves every other way to read', async () => {
    const refusal = async (pictures: readonly string[], readAs: ReadAs) =>
      openWith(pictures, { 'notes.csv': 'about,this\nnothing,much\n' }, readAs).then(({ summary }) => summary.layout, problemOf)
    const table = { file: 'notes.csv', fault: 'no-files' }
    const readings = ['single-folder']
    expect(await refusal(PICTURES, {})).toEqual({ code: 'one-class', values: { name: 'pics', pictures: 20, leftOut: 0, readings, table } })
    expect(await refusal(PICTURES, { layout: 'single-folder', table: { file: 'notes.csv' } })).toBe('single-folder')
    const chosen: ReadAs = { layout: 'table', table: { file: 'notes.csv' } }
    const values = { ...table, leftOut: 0, readings: ['class-folders', 'single-folder'] }
    expect(await refusal(['{a,b}/{10..19}.jpg'], chosen)).toEqual({ code: 'table-unusable', values })
    // Masks that are taken leave nothing that was read before: a refusal then is none.
    expect(await refusal([...PICTURES, 'masks/{10..29}.jpg'], { takeAll: true })).toBe('class-folders')
  })

  test('tables of one name in the folders of splits are chosen together', async () => {
    const both = { 'p/train/m.csv': labels(10), 'p/test/m.csv': labels(10) }
    const { summary } = await openWith(['p/{train,test}/{10..19}.jpg'], both, { layout: 'table', table: { file: 'p/train/m.csv' } })
    expect(summary.tables.taken?.files).toHaveLength(2)
    expect(summary.unlabelled).toBe(0)
  })

  test.each<[string, TableFiles, NonNullable<ReadAs['table']>, object]>([
    ['a table that is not there', {}, { file: 'x.csv' }, { file: 'x.csv', fault: 'missing' }],
    [
      'a column that is not there',
      tables,
      { file: 'labels.csv', labelColumns: ['breed'] },
      { file: 'labels.csv', fault: 'no-such-column' },
    ],
    ['names of other pictures', { 'l.csv': 'file,label\na.jpg,x\nb.jpg,y\n' }, {}, { file: 'l.csv', fault: 'no-files' }],
    [
      'numbers that may be pictures, beside names of others',
      { 'l.csv': 'file,x\nno.jpg,10\nna.jpg,11\n' },
      {},
      { file: 'l.csv', fault: 'no-files' },
    ],
    ['one label', { 'l.csv': labels(20, () => 'x') }, { labelColumns: ['label'] }, { file: 'l.csv', fault: 'one-label' }],
    ['no labels', { 'l.csv': labels(20, (i) => `n${i}`) }, {}, { file: 'l.csv', fault: 'no-label-column' }],
    ['no text', { 'l.csv': Uint8Array.from({ length: 999 }, (_, i) => i % 7) }, {}, { file: 'l.csv', fault: 'not-text' }],
    ['no list', { 'l.jsonl': '{"file": "1.jpg"\n' }, {}, { file: 'l.jsonl', fault: 'not-a-table' }],
  ])('what cannot be is refused with its reason: %s', async (_, files, table, values) => {
    const thrown = await openWith(PICTURES, files, { layout: 'table', table }).then(
      () => null,
      (error: unknown) => problemOf(error),
    )
    expect(thrown).toEqual({ code: 'table-unusable', values: { ...values, leftOut: 0, readings: ['single-folder'] } })
  })
})
