/** The texts of the Data place: opening, capturing and looking after pictures, with those of the rooms below that it shows too. */
import { words as camera } from '../../camera/words'
import { words as page } from '../../page/words'
import { type TextOf, textHook, together } from '../../ui/language'
import { words as ui } from '../../ui/words'
import { addingEn } from './adding.en'
import { addingZh } from './adding.zh'
import { assistEn } from './assist.en'
import { assistZh } from './assist.zh'
import { en } from './en'
import { labelsEn } from './labels.en'
import { labelsZh } from './labels.zh'
import { mapEn } from './map.en'
import { mapZh } from './map.zh'
import { readingEn } from './reading.en'
import { readingZh } from './reading.zh'
import { zh } from './zh'

export const words = together(
  ui,
  page,
  camera,
  { en, zh },
  { en: readingEn, zh: readingZh },
  { en: addingEn, zh: addingZh },
  { en: labelsEn, zh: labelsZh },
  { en: mapEn, zh: mapZh },
  { en: assistEn, zh: assistZh },
)
export const useText = textHook(words)
export type Text = TextOf<typeof words>
