/** The places in the order of the work, each with what it has. */
import { IconBrain, IconChartBar, IconHistory, IconPhoto, IconWand } from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { addressOf, PLACES, type Place } from '../../page/addresses'
import { shownEnd } from '../../run/runEnd'
import { bestOf, isActive } from '../../run/runView'
import { useApp } from '../state'
import type { AppState } from '../store'
import { type Text, useText } from '../words'
import classes from './Rail.module.css'

const ICONS: Readonly<Record<Place, ComponentType<{ size: number; stroke: number; 'aria-hidden': boolean }>>> = {
  data: IconPhoto,
  train: IconBrain,
  results: IconChartBar,
  use: IconWand,
  runs: IconHistory,
}

/** What stands under a place's name. */
function hasWhat(place: Place, text: Text, { dataset, opening, run, model, runs }: AppState): string {
  const { rail } = text
  switch (place) {
    case 'data': {
      if (opening) return rail.opening
      if (!dataset) return rail.noPictures
      const { train, val, test } = dataset.counts
      return rail.pictures(train + val + test + dataset.unlabelled)
    }
    case 'train': {
      if (isActive(run)) {
        if (run.standing === 'paused') return rail.paused(run.step?.epoch)
        if (run.phase === 'features' && run.features) return rail.looking(run.features.done / run.features.of)
        return run.step && run.started ? rail.epoch(run.step.epoch, run.started.epochs) : rail.starting
      }
      const end = shownEnd(run)
      if (end === 'diverged' || end === 'stopped' || end === 'failed') return rail[end]
      if (run.status === 'finished') return rail.done
      return dataset ? rail.ready : rail.needsPictures
    }
    case 'results': {
      const best = bestOf(run.epochs)
      return best ? rail.accuracy(best.val.accuracy) : rail.afterTraining
    }
    case 'use':
      return model ? rail.tryIt : rail.afterTraining
    case 'runs':
      return runs ? text.runs.rail(runs.length) : ''
    default:
      return place satisfies never
  }
}

export function Rail({ place }: { readonly place: Place }) {
  const text = useText()
  return (
    <nav className={classes.rail} aria-label={text.app.places}>
      <ul className={classes.places}>
        {PLACES.map((name) => (
          <li key={name}>
            <RailItem name={name} current={name === place} />
          </li>
        ))}
      </ul>
    </nav>
  )
}

function RailItem({ name, current }: { readonly name: Place; readonly current: boolean }) {
  const text = useText()
  const what = useApp((state) => hasWhat(name, text, state))
  const Icon = ICONS[name]
  return (
    <a className={classes.item} href={addressOf(name)} aria-current={current ? 'page' : undefined}>
      <Icon size={20} stroke={1.7} aria-hidden />
      <span className={classes.words}>
        <span className={classes.name}>{text.places[name]}</span>
        <span className={classes.what}>{what}</span>
      </span>
    </a>
  )
}
