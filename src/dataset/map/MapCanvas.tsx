// biome-ignore-all lint/a11y/noNoninteractiveTabindex: keys move the map, which the list beside it tells in words
/** The map itself: drawn on a canvas, moved and zoomed, pictures pointed at and selected with a line around them. */
import { ActionIcon, SegmentedControl, Tooltip } from '@mantine/core'
import { IconMaximize, IconMinus, IconPlus } from '@tabler/icons-react'
import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { PictureMap, PictureStanding } from '../../../workers/protocol'
import { useWidth } from '../../ui/useWidth'
import { commandOf } from '../keys/keys'
import { useText } from '../words'
import type { Coloured } from './colours'
import { drawMap, sideOf } from './drawMap'
import { Hovered } from './Hovered'
import classes from './Map.module.css'
import { useMapGestures } from './useMapGestures'
import { type MapView, type Point, panned, rowAt, rowsWithin, wholeView, zoomed } from './view'

interface MapCanvasProps {
  readonly map: PictureMap
  readonly standing: PictureStanding
  readonly coloured: Coloured
  /** Of the dataset, in its order. */
  readonly classes: readonly string[]
  readonly selected: ReadonlySet<number>
  /** `adds`: to what is selected already. */
  readonly onSelect: (ids: readonly number[], adds: boolean) => void
  readonly onClear: () => void
  readonly onOpen: (id: number) => void
}

/** CSS pixels: as high as it is wide, within these. */
const [LEAST, MOST] = [280, 640]
/** CSS pixels around the mouse in which a picture is pointed at. */
const REACH = 10
/** A key's step: CSS pixels, and how many times closer. */
const STEP = 60
const CLOSER = 1.4
const PANS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
}

const TOOLS = ['move', 'lasso'] as const

export function MapCanvas({ map, standing, coloured, classes: names, selected, onSelect, onClear, onOpen }: MapCanvasProps) {
  const { map: words } = useText()
  const { ref: widthRef, width } = useWidth<HTMLDivElement>()
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const height = Math.min(MOST, Math.max(LEAST, width))
  const size = useMemo(() => ({ width, height }), [width, height])
  const [moved, setMoved] = useState<MapView | null>(null)
  const whole = useMemo(() => wholeView(size), [size])
  const view = moved ?? whole
  const change = useCallback((by: (view: MapView) => MapView) => setMoved((before) => by(before ?? wholeView(size))), [size])
  // Of another width all of it is seen again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the width stands for the size
  useEffect(() => setMoved(null), [width])
  const [tool, setTool] = useState<(typeof TOOLS)[number]>('move')
  const [pointed, setPointed] = useState<{ readonly row: number; readonly at: Point } | null>(null)
  const { places, ids } = map
  const closeness = view.scale / whole.scale
  const reach = REACH + sideOf(ids.length, closeness) / 2
  const chosen = useMemo(() => Uint8Array.from(ids, (id) => (selected.has(id) ? 1 : 0)), [ids, selected])
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context || width === 0) return
    const ratio = devicePixelRatio || 1
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)]
    if (context.canvas.width !== wide || context.canvas.height !== high) Object.assign(context.canvas, { width: wide, height: high })
    // Once a frame, however often the mouse tells where it is.
    const frame = requestAnimationFrame(() =>
      drawMap(
        context,
        { places, coloured, leftOut: standing.leftOut, selected: chosen, hasSelection: selected.size > 0 },
        view,
        { width, height, ratio },
        closeness,
      ),
    )
    return () => cancelAnimationFrame(frame)
  }, [places, coloured, standing, chosen, selected, view, width, height, closeness])
  const { line, handlers } = useMapGestures({
    ...{ box, size, view, draws: tool === 'lasso', onView: change },
    onLine: (drawn, adds) =>
      onSelect(
        rowsWithin(places, view, drawn).map((row) => ids[row]!),
        adds,
      ),
    onClick: (at, adds) => {
      const row = rowAt(places, view, at, reach)
      if (row === null) return
      // Once some are selected, a click selects, as in the grid.
      if (adds || selected.size > 0) onSelect([ids[row]!], true)
      else onOpen(ids[row]!)
    },
    onPoint: (at) => {
      const row = at && rowAt(places, view, at, reach)
      setPointed(at && row !== null ? { row, at } : null)
    },
  })
  const centre = { x: width / 2, y: height / 2 }
  const key = (event: KeyboardEvent) => {
    switch (commandOf(event, 'map')) {
      case 'pan': {
        const [dx, dy] = PANS[event.key] ?? [0, 0]
        change((now) => panned(now, STEP * dx, STEP * dy, size))
        break
      }
      case 'zoom':
        change((now) => zoomed(now, event.key === '-' ? 1 / CLOSER : CLOSER, centre, size))
        break
      case 'whole':
        setMoved(null)
        break
      case 'none':
        if (selected.size === 0) return
        onClear()
        break
      default:
        return
    }
    event.preventDefault()
  }
  const at = pointed && { x: view.x + view.scale * places[2 * pointed.row]!, y: view.y + view.scale * places[2 * pointed.row + 1]! }
  const buttons = [
    { name: words.closer, icon: IconPlus, act: () => change((now) => zoomed(now, CLOSER, centre, size)) },
    { name: words.further, icon: IconMinus, act: () => change((now) => zoomed(now, 1 / CLOSER, centre, size)) },
    { name: words.whole, icon: IconMaximize, act: () => setMoved(null) },
  ]
  return (
    <div>
      <div className={classes.tools}>
        <SegmentedControl
          size="xs"
          aria-label={words.tool}
          value={tool}
          data={TOOLS.map((value) => ({ value, label: words.tools[value] }))}
          onChange={(value) => setTool(value as typeof tool)}
        />
        <span className={classes.hint}>{words.toolHints[tool]}</span>
        <span className={classes.end}>
          {buttons.map(({ name, icon: Icon, act }) => (
            <Tooltip key={name} label={name}>
              <ActionIcon variant="default" size={30} aria-label={name} onClick={act}>
                <Icon size={16} stroke={1.7} aria-hidden />
              </ActionIcon>
            </Tooltip>
          ))}
        </span>
      </div>
      <div ref={widthRef}>
        <div
          ref={box}
          role="application"
          tabIndex={0}
          className={classes.map}
          style={{ height }}
          aria-label={words.canvas(ids.length)}
          aria-description={words.keys}
          data-tool={tool}
          data-whole={closeness === 1}
          data-scale={Math.round(100 * closeness)}
          onKeyDown={key}
          {...handlers}
        >
          <canvas ref={canvas} className={classes.canvas} />
          <svg className={classes.over} aria-hidden>
            {line.length > 1 && <polygon points={line.map(({ x, y }) => `${x},${y}`).join(' ')} />}
            {at && <circle cx={at.x} cy={at.y} r={sideOf(ids.length, closeness) / 2 + 4} />}
          </svg>
          {pointed && at && (
            <Hovered id={ids[pointed.row]!} row={pointed.row} map={map} standing={standing} classes={names} at={at} room={size} />
          )}
        </div>
      </div>
    </div>
  )
}
