/** One class is far larger than another: what that does, and the choice of what to do about it. */
import { Radio } from '@mantine/core'
import { IconScale } from '@tabler/icons-react'
import { OPTIONS, type RunConfig } from '../../workers/protocol'
import { addressOfSetting } from '../page/addresses'
import { isActive } from '../run/runView'
import { usePick } from '../ui/language'
import classes from './Imbalance.module.css'
import { useApp } from './state'
import type { Imbalance as Uneven } from './warnings'
import { useText } from './words'

const CHOICES = Object.keys(OPTIONS.balance.values) as RunConfig['balance'][]

export function Imbalance({ most, least, times }: Uneven) {
  const { imbalance: words } = useText().pictures
  const pick = usePick()
  const balance = useApp((state) => state.config.balance)
  const locked = useApp((state) => isActive(state.run))
  const setConfig = useApp((state) => state.setConfig)
  return (
    <section className={classes.box} aria-label={words.choice}>
      <p className={classes.title}>
        <IconScale size={17} stroke={1.8} aria-hidden />
        {words.title(most, times, least)}
      </p>
      <p>{words.lead}</p>
      <Radio.Group aria-label={words.choice} value={balance} onChange={(value) => setConfig({ balance: value })}>
        <div className={classes.choices}>
          {CHOICES.map((value) => (
            <Radio
              key={value}
              size="xs"
              value={value}
              disabled={locked}
              label={pick(OPTIONS.balance.values[value])}
              description={words.help[value]}
              classNames={{ label: classes.choice, description: classes.help }}
            />
          ))}
        </div>
      </Radio.Group>
      <a className={classes.link} href={addressOfSetting('balance')}>
        {words.link}
      </a>
    </section>
  )
}
