/** What to try next in plain words; what is about the recipe is set by one press, and taken back by another. */
import { Anchor, Button } from '@mantine/core'
import { IconBulb } from '@tabler/icons-react'
import { useState } from 'react'
import { OPTIONS, type OptionName, PRESETS, type RunConfig } from '../../workers/protocol'
import { addressOf } from '../page/addresses'
import { valueWords } from '../recipe/valueWords'
import { usePick } from '../ui/language'
import { type Advice, before, missingIn } from './advice'
import classes from './ResultsPlace.module.css'
import { useApp } from './state'
import { type Text, useText } from './words'

interface AdviceListProps {
  readonly advice: readonly Advice[]
  /** The recipe of the run that it is about: what is gone back to where nobody knows what was set before. */
  readonly config: RunConfig
}

export function AdviceList({ advice, config }: AdviceListProps) {
  const text = useText()
  const pick = usePick()
  return (
    <ul className={classes.advice}>
      {advice.map((one) => (
        <li key={one.code}>
          <IconBulb size={18} stroke={1.7} aria-hidden />
          <div>
            <p title={one.weak?.name}>{wordAdvice(text, one, pick(PRESETS.best.label))}</p>
            {one.changes ? <DoThis changes={one.changes} config={config} /> : <Lead code={one.code} />}
          </div>
        </li>
      ))}
    </ul>
  )
}

/** Where to go with what no setting helps. */
function Lead({ code }: Pick<Advice, 'code'>) {
  const { results } = useText()
  const leads: Partial<Record<Advice['code'], { readonly href: string; readonly words: string }>> = {
    'own-weights': { href: addressOf('train', 'starts'), words: results.lead.weights },
    'weak-class': { href: addressOf('results', 'confusion'), words: results.lead.mistakes },
    'few-validation': { href: addressOf('data'), words: results.lead.pictures },
  }
  const lead = leads[code]
  return lead ? (
    <Anchor size="sm" href={lead.href}>
      {lead.words}
    </Anchor>
  ) : null
}

function DoThis({ changes, config }: { readonly changes: Partial<RunConfig> } & Pick<AdviceListProps, 'config'>) {
  const { results } = useText()
  const next = useApp((state) => state.config)
  const setConfig = useApp((state) => state.setConfig)
  const goBack = useApp((state) => state.goBack)
  const [past, setPast] = useState<Partial<RunConfig> | null>(null)
  const wordSetting = useSettingWords()
  const missing = missingIn(next, changes)
  // What the recipe says already is not advice that waits.
  const isSet = Object.keys(missing).length === 0
  const shown = isSet ? missingIn(config, changes) : missing
  const words = Object.entries(shown).map(([name, value]) => wordSetting(name as OptionName, value))
  return (
    <div className={classes.doThis}>
      {isSet ? (
        <>
          <span role="status">{results.isSet(words)}</span>
          <Button variant="subtle" size="compact-sm" onClick={() => goBack(past ?? before(config, changes))}>
            {results.setBack}
          </Button>
          <Anchor size="sm" href={addressOf('train')}>
            {results.lead.train}
          </Anchor>
        </>
      ) : (
        <>
          <Button
            variant="default"
            size="compact-sm"
            onClick={() => {
              setPast(before(next, changes))
              setConfig(changes)
            }}
          >
            {results.doThis}
          </Button>
          <span className={classes.sets}>{words.join(' · ')}</span>
        </>
      )}
    </div>
  )
}

/** A setting with its value, as the recipe's form calls both. */
function useSettingWords(): (name: OptionName, value: RunConfig[OptionName] | undefined) => string {
  const pick = usePick()
  const { results, recipe } = useText()
  return (name, value) => results.setting(pick(OPTIONS[name].label), valueWords(name, value, pick, recipe))
}

function wordAdvice({ results, numbers }: Text, { code, weak }: Advice, preset: string): string {
  switch (code) {
    case 'weak-class':
      if (!weak) return ''
      // Of one picture a share says nothing, and of many classes alike no name does.
      return weak.classes > 1 || weak.pictures[1] === 1
        ? results.advice['weak-classes'](weak, numbers.percent(weak.recall))
        : results.advice['weak-class'](weak.called, numbers.percent(weak.recall))
    case 'more-capacity':
      return results.advice['more-capacity'](preset)
    default:
      return results.advice[code]
  }
}
