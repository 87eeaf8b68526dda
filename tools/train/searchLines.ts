/** A search for a recipe as lines of text for a terminal or a log. */
import { en } from '../../src/app/words'
import { triedIn } from '../../src/training/find/tried'
import type { SearchState, SearchTrial } from '../../workers/protocol/search'
import type { Part } from './progress'

const percent = (share: number) => `${(share * 100).toFixed(1)}%`

/** What is done at the moment; null between two trials. */
export function searchPart({ now, spent, seconds }: SearchState): Part | null {
  if (!now) return null
  const left = `${Math.max(0, Math.round(seconds - spent))} s left`
  if (now.features) return { what: `features (${left})`, ...now.features }
  return { what: `recipe ${now.trial} (${left}), epoch`, done: now.epoch, of: now.epochs }
}

/** What was tried and what came of it, the best last. */
export function searchLines({ trials, best, folds, ended }: SearchState): string[] {
  const tried = trials.filter(({ figures, status }) => figures.length > 0 || status === 'failed')
  const line = (trial: SearchTrial) => {
    const told = trial.figures.map(({ accuracy, epochs }) => `${percent(accuracy)} after ${epochs}`).join(', ')
    const what = triedIn(en, ({ en: text }) => text, trial)
    return `recipe ${trial.number}${trial.number === best ? ' (best)' : ''}: ${told || en.recipeSearch.status.failed}  ${what}`
  }
  const found = trials.find(({ number }) => number === best)
  const last = found?.figures.at(-1)
  const how = folds > 0 ? `all pictures, judged in ${folds} parts` : 'validation'
  return [
    ...tried.map(line),
    ...(ended ? [en.recipeSearch.ended[ended]] : []),
    ...(found && last
      ? [
          `found recipe ${found.number}: ${percent(last.accuracy)} right on ${how} (${last.judged}), by which it was chosen of ${tried.length}`,
          `its settings: ${JSON.stringify(found.config)}`,
        ]
      : [en.recipeSearch.nothing]),
  ]
}
