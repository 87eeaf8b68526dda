/** A bar per class, its counts by split. */
import { Anchor, VisuallyHidden } from '@mantine/core'
import { useRef, useState } from 'react'
import { classColor, type DatasetSummary, SPLITS } from '../../workers/protocol'
import { addressOfSetting } from '../page/addresses'
import { markEdges } from '../ui/edges'
import { focusInstead } from '../ui/focus'
import { calling } from '../ui/names'
import { Panel } from '../ui/Panel'
import { ClassTools, NewClass } from './adding/ClassTools'
import classes from './ClassBars.module.css'
import { ClassName } from './ClassName'
import { classList } from './classList'
import { Imbalance } from './Imbalance'
import { SplitAnew, SplitSetAside } from './reading/SplitAnew'
import { useApp, useAppStore } from './state'
import { fewPictures, imbalanceOf, onlyInTraining, onlyInValidation, thinValidation } from './warnings'
import { useText } from './words'

interface ClassBarsProps {
  readonly dataset: DatasetSummary
  /** The class that the grid shows; null for all. */
  readonly shown: string | null
  readonly onShow: (className: string | null) => void
}

export function ClassBars({ dataset, shown, onShow }: ClassBarsProps) {
  const text = useText()
  const { data, numbers, adding, keys } = text
  const seed = useApp((state) => state.config.seed)
  const store = useAppStore()
  const version = useApp((state) => state.datasetVersion)
  const heading = useRef<HTMLHeadingElement>(null)
  /** The class that was removed last, said until something else is done. */
  const [removed, setRemoved] = useState<{ readonly name: string; readonly version: number } | null>(null)
  const splits = SPLITS.filter((split) => dataset.counts[split] > 0)
  const most = Math.max(...dataset.classes.map(({ counts }) => counts.train + counts.val + counts.test))
  const inOrder = classList(dataset)
  const names = inOrder.map(({ name }) => name)
  const callOf = calling(names)
  // What is said of classes below the list, where each is whole.
  const said = { ...dataset, classes: dataset.classes.map((one) => ({ ...one, name: callOf(one.name) })) }
  const imbalance = imbalanceOf(said)
  const few = fewPictures(said)
  const onlyLearnt = onlyInTraining(said)
  const onlyInVal = onlyInValidation(said)
  const thin = thinValidation(said)
  return (
    <Panel title={data.classes} note={numbers.n(dataset.classes.length)} headingRef={heading}>
      <div ref={markEdges} data-keeps="top" className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col" className={classes.nameHead}>
                <span className={classes.legend}>
                  {splits.map((split) => (
                    <span key={split} data-split={split} className={classes.key}>
                      {data.split[split]}
                    </span>
                  ))}
                </span>
              </th>
              {splits.map((split) => (
                <th key={split} scope="col">
                  {data.split[split]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {inOrder.map(({ name, counts, index, digit }) => (
              <tr key={name} data-class-name={name} data-shown={shown === name || undefined}>
                <th scope="row">
                  <span className={classes.head}>
                    {digit !== null && (
                      <kbd className={classes.digit} title={keys.number(digit)}>
                        {digit}
                      </kbd>
                    )}
                    <ClassName
                      name={name}
                      names={names}
                      pressed={shown === name}
                      onPress={index < 0 ? undefined : () => onShow(shown === name ? null : name)}
                    />
                    <ClassTools
                      name={name}
                      onRemoved={(gone) => {
                        setRemoved({ name, version: store.getState().datasetVersion })
                        focusInstead(gone, heading.current)
                      }}
                    />
                  </span>
                  {index < 0 && <span className={classes.empty}>{adding.empty}</span>}
                  <span className={classes.bar} style={{ '--class-color': classColor(index) }} aria-hidden>
                    {splits.map((split) => (
                      <span key={split} data-split={split} style={{ width: `${(100 * counts[split]) / most}%` }} />
                    ))}
                  </span>
                  <span className={classes.counts}>
                    {splits.map((split) => (
                      <span key={split}>
                        {data.split[split]} {numbers.n(counts[split])}
                      </span>
                    ))}
                  </span>
                </th>
                {splits.map((split) => (
                  <td key={split}>{numbers.n(counts[split])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <VisuallyHidden role="status">{removed?.version === version && adding.removed(removed.name)}</VisuallyHidden>
      <NewClass names={names} />
      <p className={classes.note}>
        {dataset.splitFrom === 'folders' ? (
          data.splitFolders
        ) : (
          <>
            {data.splitSeed(dataset.valFraction, seed, dataset.counts.val, dataset.counts.train + dataset.counts.val)}{' '}
            <Anchor href={addressOfSetting('valFraction')} inherit underline="always">
              {data.changeSplit}
            </Anchor>
          </>
        )}
      </p>
      {imbalance && <Imbalance {...imbalance} />}
      {onlyLearnt.length > 0 && dataset.counts.val > 0 && <p className={classes.warn}>{data.onlyLearnt(onlyLearnt)}</p>}
      {onlyInVal.length > 0 && <p className={classes.warn}>{data.onlyInVal(onlyInVal)}</p>}
      {dataset.onlyInTest.length > 0 && <p className={classes.warn}>{data.onlyInTest(dataset.onlyInTest.map(callOf))}</p>}
      {thin && <p className={classes.warn}>{data.fewValidation(thin.val, thin.train)}</p>}
      {thin && <SplitAnew />}
      {dataset.readAs.splitAnew && <SplitSetAside />}
      {few && <p className={classes.warn}>{data.fewPictures(few)}</p>}
    </Panel>
  )
}
