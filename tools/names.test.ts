/** Reads every component of the page for names of classes, files and runs that are drawn in another way than by `Name`. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'

const SRC = new URL('../src/', import.meta.url).pathname
/** What draws a name right: `Name`, what is made of it, and a `bdi` of one's own. */
const DRAWS = new Set(['Name', 'ClassName', 'bdi'])
const NAMED = /^(?:name|names|className|path|fileName|learned)$/
/** Texts of our own that are called so: of an engine, a format, a model's file, a figure, a row of figures. */
const OURS: ReadonlySet<string> = new Set([
  'device/MeasuredTables.tsx: name',
  'predict/downloads/DownloadRow.tsx: name',
  'predict/downloads/PushToHub.tsx: file.path',
  'run/Figures.tsx: name',
  'results/TestScore.tsx: name',
])
/** What holds texts of our own. */
const TEXTS = /^(?:words|text)$/

/** The parts of an expression that may be what is drawn: both ends of a condition, what stands in for nothing left out. */
function drawn(node: ts.Expression): ts.Expression[] {
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node)) return drawn(node.expression)
  if (ts.isConditionalExpression(node)) return [...drawn(node.whenTrue), ...drawn(node.whenFalse)]
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) return drawn(node.right)
  if (ts.isBinaryExpression(node)) return [...drawn(node.left), ...drawn(node.right)]
  return [node]
}

function isName(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return NAMED.test(node.text)
  if (ts.isPropertyAccessExpression(node)) return NAMED.test(node.name.text) && !TEXTS.test(node.expression.getText())
  if (ts.isElementAccessExpression(node)) return isName(node.expression)
  // "path.slice(...)", "names.join(', ')"
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
    return ['slice', 'join', 'trim', 'replace'].includes(node.expression.name.text) && isName(node.expression.expression)
  return false
}

/** Names that a component's source draws as bare text, each with its line. */
function bareNames(file: string, source: string): string[] {
  const found: string[] = []
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  const visit = (node: ts.Node): void => {
    if (ts.isJsxExpression(node) && node.expression && (ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent))) {
      const within = ts.isJsxElement(node.parent) ? node.parent.openingElement.tagName.getText() : ''
      for (const part of DRAWS.has(within) ? [] : drawn(node.expression)) {
        const text = `${file.slice(SRC.length)}: ${part.getText()}`
        if (isName(part) && !OURS.has(text)) found.push(text)
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

test('every name that is drawn is drawn by Name', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'))
  expect(files.length).toBeGreaterThan(100)
  expect(files.flatMap((file) => bareNames(join(SRC, file), readFileSync(join(SRC, file), 'utf8')))).toEqual([])
})

test('a bare name is found, in a condition, a list or a part of a path too', () => {
  const of = (jsx: string) => bareNames(`${SRC}x.tsx`, `const x = ${jsx}`).map((line) => line.replace('x.tsx: ', ''))
  expect(of('<p>{name}</p>')).toEqual(['name'])
  expect(of('<p>{names[i] ?? none}</p>')).toEqual(['names[i]'])
  expect(of('<p>{open && run.name}</p>')).toEqual(['run.name'])
  expect(of("<>{a ? path.slice(path.lastIndexOf('/') + 1) : b}</>")).toEqual(["path.slice(path.lastIndexOf('/') + 1)"])
  expect(of('<Name>{name}</Name>')).toEqual([])
})
