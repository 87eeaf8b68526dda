/** The confusion matrix of many classes: drawn, with the mistakes made most often beside it in numbers. */
import { useComputedColorScheme } from '@mantine/core'
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react'
import type { ConfusionCounts } from '../../workers/protocol'
import { calledNames } from '../ui/names'
import classes from './HeatMap.module.css'
import { cellAt, heatCells, ticksOf } from './heat'
import { MostMixed } from './MostMixed'
import type { Measure } from './measures'
import { useText } from './words'

interface HeatMapProps {
  readonly counts: ConfusionCounts
  readonly names: readonly string[]
  readonly measure?: Measure
  /** Opens a cell's pictures: by a click on it, by Enter where the arrow keys have gone, from the list. */
  readonly onOpen?: ((actual: number, predicted: number) => void) | undefined
}

/** Mistakes that are named. */
const NAMED = 12
/** Pixels of the drawing's sides, at least: each class has a whole number of them. */
const SIDE = 1000
/** Pixels of the drawing that a mistake takes at least: a third of them on a phone. */
const SEEN = 15

const ARROWS: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

export function HeatMap({ counts, names, measure = 'count', onOpen }: HeatMapProps) {
  const { scores, numbers } = useText()
  const canvas = useRef<HTMLCanvasElement>(null)
  const scheme = useComputedColorScheme()
  const [at, setAt] = useState<{ readonly actual: number; readonly predicted: number } | null>(null)
  const cells = useMemo(() => heatCells(counts, measure), [counts, measure])
  const called = useMemo(() => calledNames(names), [names])
  const pixels = Math.ceil(SIDE / names.length)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are the scheme's
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!canvas.current || !context) return
    const style = getComputedStyle(canvas.current)
    const [right, wrong] = [style.getPropertyValue('--ty-heat-right'), style.getPropertyValue('--ty-heat-wrong')]
    context.clearRect(0, 0, canvas.current.width, canvas.current.height)
    // The mistakes over what is right, and no smaller than can be seen.
    for (const isRight of [true, false]) {
      const grown = isRight ? 0 : Math.max(0, (SEEN - pixels) / 2)
      context.fillStyle = isRight ? right : wrong
      for (const { actual, predicted, share } of cells) {
        if ((actual === predicted) !== isRight) continue
        const faintest = isRight ? 0.25 : 0.6
        context.globalAlpha = faintest + (1 - faintest) * share
        context.fillRect(predicted * pixels - grown, actual * pixels - grown, pixels + 2 * grown, pixels + 2 * grown)
      }
    }
  }, [cells, pixels, scheme])

  const label = (actual: number, predicted: number) => {
    const [name, says] = [names[actual] ?? String(actual), names[predicted] ?? String(predicted)]
    return actual === predicted ? scores.right(name) : scores.wrong(name, says)
  }
  const figures = (count: number, share: number) =>
    measure === 'count' ? `${numbers.n(count)} (${numbers.percent(share)})` : `${numbers.percent(share)} (${numbers.n(count)})`
  const pointed = at && (cells.find((cell) => cell.actual === at.actual && cell.predicted === at.predicted) ?? { count: 0, share: 0 })

  const under = (event: PointerEvent<HTMLCanvasElement>) => {
    const { left, top, width } = event.currentTarget.getBoundingClientRect()
    return cellAt(event.clientX - left, event.clientY - top, width, names.length)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.key]
    const { actual, predicted } = at ?? { actual: 0, predicted: 0 }
    if (arrow) {
      event.preventDefault()
      const within = (place: number) => Math.min(names.length - 1, Math.max(0, place))
      setAt({ actual: within(actual + arrow[0]), predicted: within(predicted + arrow[1]) })
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      onOpen?.(actual, predicted)
    }
  }
  return (
    <div className={classes.heat}>
      <figure className={classes.figure}>
        <span className={classes.across} aria-hidden>
          {scores.predicted} →
        </span>
        <span className={classes.down} aria-hidden>
          {scores.actual} ↓
        </span>
        {(['above', 'beside'] as const).map((side) => (
          <span key={side} className={classes.ticks} data-side={side} aria-hidden>
            {ticksOf(names.length).map((i) => (
              <span key={i} title={names[i]} style={{ '--at': `${(100 * (i + 0.5)) / names.length}%` }}>
                {numbers.n(i + 1)}
              </span>
            ))}
          </span>
        ))}
        <canvas
          ref={canvas}
          className={classes.canvas}
          width={pixels * names.length}
          height={pixels * names.length}
          // A picture with a cursor in it: where nothing opens it is a picture only.
          role={onOpen ? 'application' : 'img'}
          aria-label={scores.drawn(names.length)}
          tabIndex={onOpen ? 0 : undefined}
          data-opens={onOpen !== undefined}
          onPointerMove={(event) => setAt(under(event))}
          onPointerUp={(event) => {
            const { actual, predicted } = under(event)
            onOpen?.(actual, predicted)
          }}
          onKeyDown={onOpen && onKeyDown}
        />
        <figcaption className={classes.caption}>
          <span className={classes.scale} aria-hidden>
            {(['right', 'wrong'] as const).map((kind) => (
              <span key={kind} data-kind={kind}>
                {scores.scale[kind]}: {numbers.percent(0, 0)} <i /> {numbers.percent(1, 0)}
              </span>
            ))}
          </span>
          <span className={classes.ends}>{scores.ends(called[0] ?? '', called.at(-1) ?? '', names.length)}</span>
          {scores.confusionHelp} {onOpen && scores.keys}
        </figcaption>
        <p className={classes.pointed} role="status">
          {at && pointed ? `${label(at.actual, at.predicted)}: ${figures(pointed.count, pointed.share)}` : ' '}
        </p>
      </figure>
      <MostMixed counts={counts} names={names} measure={measure} most={NAMED} onOpen={onOpen} />
    </div>
  )
}
