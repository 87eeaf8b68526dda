/** What does not fit between a table and the pictures, in words, with examples. */
import type { TableFinding } from '../../../workers/protocol'
import { Name } from '../../ui/Name'
import { useText } from '../words'
import classes from './TablePanel.module.css'
import { wordFinding } from './wordFinding'

export function Findings({ findings }: { readonly findings: readonly TableFinding[] }) {
  const text = useText()
  if (findings.length === 0) return null
  return (
    <ul className={classes.findings}>
      {findings.map((finding) => (
        <li key={finding.code}>
          {wordFinding(text, finding)}
          {'examples' in finding.values && finding.values.examples.length > 0 && (
            <details>
              <summary>{text.data.examples}</summary>
              <ul className={classes.examples}>
                {[...new Set(finding.values.examples)].map((name) => (
                  <li key={name}>
                    <Name wraps>{name}</Name>
                  </li>
                ))}
              </ul>
            </details>
          )}
        </li>
      ))}
    </ul>
  )
}
