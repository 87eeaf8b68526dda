/** A larger look at one picture: what it is, what can be changed about it, and how the network gets it. */
import { ActionIcon, Modal, SegmentedControl, Select, Switch } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useState } from 'react'
import { type DatasetEdit, type DatasetSummary, type HealthReport, inReadingOrder, SPLITS, type Split } from '../../../workers/protocol'
import { Name } from '../../ui/Name'
import { isolated } from '../../ui/names'
import type { OpenPicture } from '../grid/PictureGrid'
import { FindAlike } from '../map/FindAlike'
import { useApp } from '../state'
import { useInfosOf } from '../usePictureInfos'
import { useText } from '../words'
import { AugmentedViews } from './AugmentedViews'
import { FullPicture } from './FullPicture'
import classes from './PictureModal.module.css'

interface PictureModalProps {
  readonly opened: OpenPicture
  readonly dataset: DatasetSummary
  readonly health: HealthReport | null
  readonly onOpen: (opened: OpenPicture) => void
  readonly onClose: () => void
}

export function PictureModal({ opened, dataset, health, onOpen, onClose }: PictureModalProps) {
  const { pictures, ui, data } = useText()
  const words = pictures.large
  const { ids, index } = opened
  const id = ids[index] ?? 0
  const info = useInfosOf([id])(id)
  const editPictures = useApp((state) => state.editPictures)
  const [size, setSize] = useState<string | null>(null)
  // Whoever opened it has the keyboard again afterwards.
  const [opener] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true })
    },
    [opener],
  )
  const edit = (what: DatasetEdit) => void editPictures(what)
  const go = (step: number) => {
    if (ids[index + step] !== undefined) onOpen({ ids, index: index + step })
  }
  const key = (event: KeyboardEvent) => {
    const typing = event.target instanceof Element && event.target.closest('input, [role="option"]')
    if (!typing && event.key === 'ArrowLeft') go(-1)
    if (!typing && event.key === 'ArrowRight') go(1)
  }
  const problems = info?.problems ?? []
  return (
    <Modal
      opened
      onClose={onClose}
      title={info ? <Name wraps>{info.path.slice(info.path.lastIndexOf('/') + 1)}</Name> : words.title}
      size={860}
      closeButtonProps={{ 'aria-label': ui.close }}
      transitionProps={{ duration: 0 }}
      onKeyDown={key}
    >
      <div className={classes.pair}>
        <div>
          <FullPicture key={id} id={id} path={info?.path ?? ''} onSize={setSize} />
          {ids.length > 1 && (
            <div className={classes.steps}>
              <ActionIcon variant="default" aria-label={words.previous} disabled={index === 0} onClick={() => go(-1)}>
                <IconChevronLeft size={17} aria-hidden />
              </ActionIcon>
              <span data-figures>{words.place(index + 1, ids.length)}</span>
              <ActionIcon variant="default" aria-label={words.next} disabled={index + 1 >= ids.length} onClick={() => go(1)}>
                <IconChevronRight size={17} aria-hidden />
              </ActionIcon>
            </div>
          )}
        </div>
        <div className={classes.side}>
          <dl className={classes.facts}>
            <dt>{words.path}</dt>
            <dd className={classes.path}>{info && <Name wraps>{info.path}</Name>}</dd>
            <dt>{words.size}</dt>
            <dd>{size ?? '–'}</dd>
            <dt>{words.problems}</dt>
            <dd className={problems.length > 0 ? classes.problem : undefined}>
              {problems.length > 0
                ? problems.map((problem) => pictures.health.problems[problem].name).join(', ')
                : health
                  ? words.noProblems
                  : words.notChecked}
            </dd>
          </dl>
          {info && (
            <>
              <Select
                label={words.className}
                searchable={dataset.classes.length > 12}
                value={dataset.classes[info.label]?.name ?? null}
                placeholder={data.noLabel}
                data={inReadingOrder(dataset.classes.map(({ name }) => name)).map((name) => ({ value: name, label: isolated(name) }))}
                onChange={(className) => className !== null && edit({ kind: 'relabel', ids: [id], className })}
              />
              <div>
                <p className={classes.label} id="split-label">
                  {words.split}
                </p>
                <SegmentedControl
                  fullWidth
                  size="xs"
                  aria-labelledby="split-label"
                  value={info.split}
                  data={SPLITS.map((split) => ({ value: split, label: data.split[split] }))}
                  onChange={(split) => edit({ kind: 'move', ids: [id], split: split as Split })}
                />
              </div>
              <FindAlike id={id} onFind={onClose} />
              <Switch
                label={words.takesPart}
                checked={!info.leftOut}
                onChange={(event) => edit({ kind: event.currentTarget.checked ? 'take-back' : 'leave-out', ids: [id] })}
              />
            </>
          )}
        </div>
      </div>
      <AugmentedViews id={id} heldOut={info !== undefined && info.split !== 'train'} />
    </Modal>
  )
}
