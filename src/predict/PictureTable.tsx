/** Pictures with their probabilities, sorted by any column; a click on a picture explains its answer. */
import { Button, Table } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useState } from 'react'
import { classColor } from '../../workers/protocol'
import { AddTo } from '../dataset/AddTo'
import { NoneOfNote } from '../model/NoneOfNote'
import { wordProblem } from '../page/ProblemList'
import { rankedClasses, SHOWN_CLASSES } from '../scores/ranking'
import { markEdges } from '../ui/edges'
import { Name } from '../ui/Name'
import { calledNames } from '../ui/names'
import type { GivenPicture } from './givenSlice'
import classes from './PictureTable.module.css'
import { type Sorting, type SortKey, sorted, topOf } from './pictureSorting'
import { useText } from './words'

interface PictureTableProps {
  readonly pictures: readonly GivenPicture[]
  readonly names: readonly string[]
  readonly onExplain: (picture: GivenPicture) => void
}

const PAGE = 100

export function PictureTable({ pictures, names, onExplain }: PictureTableProps) {
  const { use, ui } = useText()
  const table = use.table
  const [sorting, setSorting] = useState<Sorting | null>(null)
  const [limit, setLimit] = useState(PAGE)
  const columns = names.length <= SHOWN_CLASSES ? rankedClasses(names, null) : []
  const called = calledNames(names)
  const heads: readonly { readonly key: SortKey; readonly name: string }[] = [
    { key: 'file', name: table.file },
    { key: 'answer', name: table.answer },
    { key: 'confidence', name: table.confidence },
    ...columns.map((key) => ({ key, name: names[key] ?? '' })),
  ]
  const sortBy = (key: SortKey) =>
    setSorting((now) => (now?.key === key ? { key, descending: !now.descending } : { key, descending: key !== 'file' && key !== 'answer' }))
  return (
    <>
      <div ref={markEdges} className={classes.scroll}>
        <Table verticalSpacing={6} horizontalSpacing={10} fz="sm" className={classes.table}>
          <Table.Caption>{table.caption}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{table.picture}</Table.Th>
              {heads.map(({ key, name }) => {
                const order = sorting?.key === key ? (sorting.descending ? 'descending' : 'ascending') : 'none'
                return (
                  <Table.Th key={key} scope="col" aria-sort={order} data-figure={typeof key === 'number' || key === 'confidence'}>
                    <button type="button" className={classes.head} onClick={() => sortBy(key)}>
                      <Name short={typeof key === 'number' ? called[key] : undefined}>{name}</Name>
                      {order === 'ascending' && <IconArrowUp size={13} aria-hidden />}
                      {order === 'descending' && <IconArrowDown size={13} aria-hidden />}
                    </button>
                  </Table.Th>
                )
              })}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sorted(pictures, names, sorting)
              .slice(0, limit)
              .map((picture) => (
                <Row key={picture.id} {...{ picture, names, called, columns, onExplain }} />
              ))}
          </Table.Tbody>
        </Table>
      </div>
      {pictures.length > limit && (
        <Button variant="default" size="xs" mt={12} onClick={() => setLimit(limit + PAGE)}>
          {ui.others(pictures.length - limit)}
        </Button>
      )}
    </>
  )
}

interface RowProps {
  readonly picture: GivenPicture
  readonly names: readonly string[]
  /** The names as sentences have them. */
  readonly called: readonly string[]
  /** Class indices. */
  readonly columns: readonly number[]
  readonly onExplain: (picture: GivenPicture) => void
}

function Row({ picture, names, called, columns, onExplain }: RowProps) {
  const text = useText()
  const { gradCam, use, numbers } = text
  const { probabilities, problem, name, url } = picture
  const top = topOf(probabilities)
  return (
    <Table.Tr>
      <Table.Td className={classes.picture}>
        {probabilities ? (
          <button type="button" className={classes.open} aria-label={gradCam.explain(name)} onClick={() => onExplain(picture)}>
            <img src={url} alt="" loading="lazy" decoding="async" />
          </button>
        ) : (
          !problem && <img src={url} alt="" loading="lazy" decoding="async" />
        )}
      </Table.Td>
      <Table.Td className={classes.file}>
        <Name wraps>{name}</Name>
      </Table.Td>
      {problem ? (
        <Table.Td colSpan={2 + columns.length} className={classes.problem}>
          <span role="alert">
            {wordProblem(text, problem).what} {wordProblem(text, problem).todo}
          </span>
        </Table.Td>
      ) : (
        <>
          <Table.Td className={classes.answer}>
            <span role="status" title={probabilities ? names[top] : undefined}>
              {probabilities
                ? use.pictures.says(called[top] ?? '', numbers.percent(probabilities[top] ?? Number.NaN))
                : use.pictures.looking}
            </span>
            {probabilities && <NoneOfNote similarity={picture.similarity} />}
            {probabilities && <AddTo name={name} picture={() => Promise.resolve(picture.file)} answered={names[top] ?? null} />}
          </Table.Td>
          <Table.Td data-figure>{probabilities && numbers.percent(probabilities[top] ?? Number.NaN)}</Table.Td>
          {columns.map((i) => (
            <Table.Td key={i} data-figure>
              {probabilities && numbers.percent(probabilities[i] ?? Number.NaN)}
              <span className={classes.track} aria-hidden>
                <span className={classes.bar} style={{ transform: `scaleX(${probabilities?.[i] ?? 0})`, background: classColor(i) }} />
              </span>
            </Table.Td>
          ))}
        </>
      )}
    </Table.Tr>
  )
}
