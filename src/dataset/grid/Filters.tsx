/** Which pictures the grid shows: by class, split, and state or problem. */
import { Select } from '@mantine/core'
import { type DatasetSummary, HEALTH_PROBLEMS, type HealthReport, inReadingOrder, SPLITS, type Split } from '../../../workers/protocol'
import { isolated } from '../../ui/names'
import { useText } from '../words'
import classes from './Filters.module.css'
import { type GridFilter, STATES } from './filter'

interface FiltersProps {
  readonly dataset: DatasetSummary
  readonly health: HealthReport | null
  readonly filter: GridFilter
  readonly onFilter: (filter: GridFilter) => void
}

/** Stands for "no filter" in a select, whose values are never null. */
const ALL = '*'

export function Filters({ dataset, health, filter, onFilter }: FiltersProps) {
  const { data, pictures } = useText()
  const names = dataset.classes.map(({ name }) => name)
  const known = filter.className === '' || (filter.className !== null && names.includes(filter.className))
  const splits = SPLITS.filter((name) => dataset.counts[name] > 0 || (name === 'test' && dataset.unlabelled > 0))
  const found = HEALTH_PROBLEMS.map((problem) => ({
    problem,
    total: new Set(health?.findings.flatMap((finding) => (finding.problem === problem ? finding.ids : []))).size,
  })).filter(({ total, problem }) => total > 0 || filter.problem === problem)
  const comboboxProps = { width: 'max-content', position: 'bottom-end' } as const
  return (
    <div className={classes.row}>
      <Select
        aria-label={data.classFilter}
        size="xs"
        className={classes.filter}
        searchable={names.length > 12}
        comboboxProps={comboboxProps}
        value={known ? `=${filter.className}` : ALL}
        data={[
          { value: ALL, label: data.allClasses },
          ...inReadingOrder(names).map((name) => ({ value: `=${name}`, label: isolated(name) })),
          ...(dataset.unlabelled > 0 ? [{ value: '=', label: data.noLabel }] : []),
        ]}
        onChange={(value) => onFilter({ ...filter, className: value === null || value === ALL ? null : value.slice(1) })}
      />
      <Select
        aria-label={data.splitFilter}
        size="xs"
        className={classes.filter}
        comboboxProps={comboboxProps}
        value={filter.split ?? ALL}
        data={[{ value: ALL, label: data.allSplits }, ...splits.map((name) => ({ value: name, label: data.split[name] }))]}
        onChange={(value) => onFilter({ ...filter, split: value === ALL ? null : (value as Split) })}
      />
      <Select
        aria-label={pictures.filter.problem}
        size="xs"
        className={classes.filter}
        comboboxProps={comboboxProps}
        value={filter.problem ?? ALL}
        data={[
          { value: ALL, label: pictures.filter.all },
          ...STATES.map((value) => ({ value, label: pictures.filter.states[value] })),
          ...(found.length > 0
            ? [
                {
                  group: pictures.filter.problems,
                  items: found.map(({ problem, total }) => ({
                    value: problem,
                    label: pictures.filter.counted(pictures.health.problems[problem].name, total),
                  })),
                },
              ]
            : []),
        ]}
        onChange={(value) => onFilter({ ...filter, problem: value === ALL ? null : (value as GridFilter['problem']) })}
      />
    </div>
  )
}
