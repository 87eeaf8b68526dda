/** Mouse, fingers and wheel on the map: moving, zooming, drawing a line around pictures, pointing at one. */
import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { type MapView, type Point, panned, zoomed, zooms } from './view'

interface Gestures {
  readonly box: RefObject<HTMLElement | null>
  readonly size: { readonly width: number; readonly height: number }
  readonly view: MapView
  /** Whether a drag draws; with Shift it always does. */
  readonly draws: boolean
  readonly onView: (change: (view: MapView) => MapView) => void
  /** A line was closed around something. `adds`: to what is selected already. */
  readonly onLine: (line: readonly Point[], adds: boolean) => void
  readonly onClick: (at: Point, adds: boolean) => void
  /** Null where the mouse has left. */
  readonly onPoint: (at: Point | null) => void
}

/** CSS pixels: less is a click, and no new point of a line. */
const STILL = 4
const APART = 3

const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 })
const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)

export function useMapGestures({ box, size, view: seen, draws, onView, onLine, onClick, onPoint }: Gestures) {
  /** Fingers and buttons that are down, by their pointer's id, where they are now. */
  const down = useRef(new Map<number, Point>())
  const began = useRef<{ readonly at: Point; readonly isDrawing: boolean; moved: boolean } | null>(null)
  const [line, setLine] = useState<readonly Point[]>([])
  const drawn = useRef<Point[]>([])
  const at = ({ clientX, clientY }: Pick<MouseEvent, 'clientX' | 'clientY'>): Point => {
    const rect = box.current?.getBoundingClientRect()
    return { x: clientX - (rect?.left ?? 0), y: clientY - (rect?.top ?? 0) }
  }
  const drop = () => {
    drawn.current = []
    setLine([])
  }
  useEffect(() => {
    const element = box.current
    if (!element) return
    // React's own wheel listener is passive: the page would scroll as well.
    const wheel = (event: WheelEvent) => {
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1
      const factor = Math.exp(-event.deltaY * lines * 0.002)
      // With Ctrl it is a pinch, which would zoom the page. Where the map stays as large as it is the page scrolls.
      if (!event.ctrlKey && !zooms(seen, factor, size)) return
      event.preventDefault()
      const rect = element.getBoundingClientRect()
      const point = { x: event.clientX - rect.left, y: event.clientY - rect.top }
      onView((view) => zoomed(view, factor, point, size))
    }
    element.addEventListener('wheel', wheel, { passive: false })
    return () => element.removeEventListener('wheel', wheel)
  }, [box, onView, seen, size])
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const point = at(event)
    down.current.set(event.pointerId, point)
    const isDrawing = (draws || event.shiftKey) && down.current.size === 1
    began.current = { at: point, isDrawing, moved: down.current.size > 1 }
    drop()
    if (isDrawing) drawn.current = [point]
  }
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const point = at(event)
    const before = down.current.get(event.pointerId)
    if (!before || !began.current) {
      if (event.pointerType === 'mouse') onPoint(point)
      return
    }
    const other = [...down.current].find(([id]) => id !== event.pointerId)?.[1]
    down.current.set(event.pointerId, point)
    if (distance(point, began.current.at) > STILL) began.current.moved = true
    if (other) {
      const [from, to] = [middle(before, other), middle(point, other)]
      const factor = distance(point, other) / Math.max(1, distance(before, other))
      onView((view) => panned(zoomed(view, factor, from, size), to.x - from.x, to.y - from.y, size))
    } else if (began.current.isDrawing) {
      if (distance(point, drawn.current.at(-1) ?? began.current.at) < APART) return
      drawn.current.push(point)
      setLine([...drawn.current])
    } else if (began.current.moved) {
      onPoint(null)
      onView((view) => panned(view, point.x - before.x, point.y - before.y, size))
    }
  }
  const onPointerUp = (event: PointerEvent<HTMLElement>) => {
    if (!down.current.delete(event.pointerId) || !began.current) return
    const { isDrawing, moved } = began.current
    const adds = event.ctrlKey || event.metaKey
    if (!moved) onClick(at(event), adds)
    else if (isDrawing && drawn.current.length > 2) onLine(drawn.current, adds)
    if (down.current.size === 0) began.current = null
    drop()
  }
  const onPointerCancel = (event: PointerEvent<HTMLElement>) => {
    down.current.delete(event.pointerId)
    began.current = null
    drop()
  }
  return { line, handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel, onPointerLeave: () => onPoint(null) } }
}
