/** Words that name a split, in the languages that datasets are named in, alone or as part of a folder's name. */
import type { Split } from '../../protocol/dataset'
import { LONGEST_NAME } from '../files/paths'

/** `predicted`: pictures to be answered about (`seg_pred`); test pictures like any other. `evaluated`: validation, or test where there is a validation besides. */
const WORDS: Readonly<Record<Split | 'evaluated', string>> = {
  train:
    'train trainval extra training trn trainset trains learn learning 训练 訓練 训练集 訓練集 学習 学習用 トレーニング 훈련 학습 entrenamiento entrainement entraînement apprentissage trainings treino addestramento обучение',
  val: 'val valid validate validation vali valset dev devel validset 验证 驗證 验证集 驗證集 検証 検証用 검증 validacion validación validierung validação validazione',
  test: 'test testing tst testset tests pred predict prediction predictions unlabeled unlabelled 测试 測試 测试集 測試集 テスト 테스트 시험 prueba pruebas essai essais prüfung teste',
  evaluated: 'eval evaluate evaluation heldout holdout 評価 评估 평가 evaluacion evaluación évaluation',
}
const SPLIT_OF: ReadonlyMap<string, Split | 'evaluated'> = new Map(
  (Object.entries(WORDS) as [Split | 'evaluated', string][]).flatMap(([split, words]) =>
    words.split(' ').map((word) => [word.normalize('NFC'), split] as const),
  ),
)

/** Words that say nothing beside a split's (`train_data`, `Training Set`, `dataset`). */
const FILLERS: ReadonlySet<string> = new Set(
  'set sets data dataset datasets image images img imgs pic pics picture pictures photo photos jpg jpeg jpegs png pngs file files folder folders split splits the of for and new final all resized raw 集 数据 数据集 图片 图像 画像 データ 데이터 이미지 datos daten données bilder imagenes imágenes'.split(
    ' ',
  ),
)

/** What a folder's name says about a split. */
export interface SplitInName {
  readonly split: Split | 'evaluated'
  /** The rest of the name without fillers, lower case, as words: empty where it is a split's name and nothing else. */
  readonly rest: readonly string[]
}

/** A name's words: letters and digits apart, `trainA` and `TrainingSet` cut at the capital; Chinese, Japanese and Korean words with their suffix whole. */
export function wordsOf(name: string): string[] {
  return name
    .normalize('NFC')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{L})(\d)/gu, '$1 $2')
    .replace(/(\d)(\p{L})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '')
}

/** Whether a word says nothing of what a folder holds. */
export const isFiller = (word: string): boolean => FILLERS.has(word)

const known = new Map<string, SplitInName | null>()

/** The split that a folder's name may mean; null where it holds no such word, or several. A rest of letters is for the folder's neighbours to confirm. */
export function splitInName(name: string): SplitInName | null {
  const before = known.get(name)
  if (before !== undefined) return before
  // "hold-out", "held out", "sub train" are written apart as well.
  const words = wordsOf(name.replace(/\bh(?:o|e)ld[ _-]out\b/i, 'holdout'))
  const splits = words.filter((word) => SPLIT_OF.has(word))
  const found =
    new Set(splits).size === 1 || new Set(splits.map((word) => SPLIT_OF.get(word))).size === 1
      ? { split: SPLIT_OF.get(splits[0]!)!, rest: words.filter((word) => !SPLIT_OF.has(word) && !FILLERS.has(word)) }
      : null
  if (known.size > 10_000) known.clear()
  if (name.length <= LONGEST_NAME) known.set(name, found)
  return found
}
