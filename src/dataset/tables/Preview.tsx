/** The first rows of a table as they are understood: the picture that each names, and the label that it gives. */
import type { TableRow } from '../../../workers/protocol'
import { markEdges } from '../../ui/edges'
import { Name } from '../../ui/Name'
import { Thumb } from '../Thumb'
import { useText } from '../words'
import classes from './TablePanel.module.css'

interface PreviewProps {
  readonly rows: readonly TableRow[]
  readonly fileColumn: string
  readonly labelColumns: readonly string[]
}

export function Preview({ rows, fileColumn, labelColumns }: PreviewProps) {
  const { tables: text } = useText()
  const splits = rows.some(({ split }) => split !== null)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section ref={markEdges} className={classes.scroll} tabIndex={0} aria-label={text.preview}>
      <table className={classes.preview}>
        <caption>{text.preview}</caption>
        <thead>
          <tr>
            <th scope="col">{text.picture}</th>
            <th scope="col">{fileColumn}</th>
            <th scope="col">{labelColumns.length > 1 ? text.labelColumn : labelColumns[0]}</th>
            {splits && <th scope="col">{text.splitColumn}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, picture, path, label, split }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own
            <tr key={i}>
              <td>
                {picture === null ? (
                  <span className={classes.missing}>{path === null ? text.noPicture : text.leftOut}</span>
                ) : (
                  <span className={classes.thumb} title={path ?? ''}>
                    <Thumb id={picture} alt={path ?? ''} />
                  </span>
                )}
              </td>
              <td className={classes.path}>
                <Name wraps>{name}</Name>
              </td>
              <td>{label ?? (picture !== null && <span className={classes.missing}>{text.noLabel}</span>)}</td>
              {splits && <td>{split}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
