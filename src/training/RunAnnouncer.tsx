/** Tells of the run outside its place: the tab's title, and a notification at its end. Draws nothing. */
import { useEffect, useRef } from 'react'
import { isActive, progressOf } from '../run/runView'
import { notify } from './notify'
import { useApp } from './state'
import { useText } from './words'

const NAME = 'Trainyard'

export function RunAnnouncer() {
  const text = useText()
  const status = useApp((state) => state.run.status)
  const percent = useApp((state) => (isActive(state.run) ? Math.floor(100 * progressOf(state.run)) : null))
  const summary = useApp((state) => state.run.summary)
  const isAsked = useApp((state) => state.notify)
  const before = useRef(status)
  useEffect(() => {
    document.title = percent === null ? NAME : text.train.tabTitle(text.numbers.percent(percent / 100, 0), NAME)
  }, [percent, text])
  useEffect(() => {
    const ended = before.current !== status && (status === 'finished' || status === 'failed')
    before.current = status
    if (!ended || !isAsked || !document.hidden || !('Notification' in window) || Notification.permission !== 'granted') return
    const { notifyTitle, notifyFailed, notifyBody } = text.train
    const body = summary ? notifyBody(text.numbers.percent(summary.best.val.accuracy), summary.bestEpoch) : undefined
    void notify(status === 'finished' ? notifyTitle : notifyFailed, { ...(body ? { body } : {}), icon: './icon.svg', tag: 'run' })
  }, [status, summary, isAsked, text])
  return null
}
