/** An operation is one folder: its lists are made of the folders, and nobody outside of a kind's folder asks whether a layer is of that kind. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { lists, operations } from './operations'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const KINDS: ReadonlySet<string> = new Set(operations())

const isKind = (node: ts.Node): boolean => ts.isStringLiteralLike(node) && KINDS.has(node.text)
/** "op", "layer.op", "layer?.op" */
const isOp = (node: ts.Node): boolean =>
  (ts.isIdentifier(node) && node.text === 'op') || (ts.isPropertyAccessExpression(node) && node.name.text === 'op')
const EQUALS = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
])
const nameOf = (property: ts.ObjectLiteralElementLike): string => (property.name && 'text' in property.name ? property.name.text : '')

/** Kinds that a part of a file tells apart: in a comparison or a case, in a type of layers, in a list or a table of several kinds. */
function toldApart(node: ts.Node): string[] {
  if (ts.isBinaryExpression(node) && EQUALS.has(node.operatorToken.kind)) {
    const { left, right } = node
    if (isOp(left) && isKind(right)) return [(right as ts.StringLiteral).text]
    return isOp(right) && isKind(left) ? [(left as ts.StringLiteral).text] : []
  }
  if (ts.isCaseClause(node) && isKind(node.expression) && isOp(node.parent.parent.expression))
    return [(node.expression as ts.StringLiteral).text]
  // "layerIn(step, 'bn')", in whatever way an operation's chains end.
  if (ts.isCallExpression(node) && node.expression.getText() === 'layerIn')
    return node.arguments.filter(isKind).map((kind) => (kind as ts.StringLiteral).text)
  if (ts.isPropertySignature(node) && node.name.getText() === 'op')
    return [...(node.type?.getText() ?? '').matchAll(/'(\w+)'/g)].map(([, kind]) => kind!)
  // What a network is built of, and chains that are done as one, name kinds without asking for one.
  if (ts.isArrayLiteralExpression(node) && node.elements.length > 1 && node.elements.every(isKind))
    return ts.isPropertyAssignment(node.parent) && nameOf(node.parent) === 'links'
      ? []
      : node.elements.map((kind) => (kind as ts.StringLiteral).text)
  if (ts.isObjectLiteralExpression(node) && node.properties.length > 1 && node.properties.every((property) => KINDS.has(nameOf(property))))
    return node.properties.map(nameOf)
  return []
}

/** Of a chain that begins in an operation's folder it looks at the other layers, too. */
const isOfChain = (node: ts.Node): boolean => ts.isCallExpression(node)

/** "path: kind" of every place where another than a kind's own folder tells it apart. */
function tellings(path: string, text: string): string[] {
  const own = /^workers\/operations\/(\w+)\//.exec(path)?.[1]
  const found: string[] = []
  const walk = (node: ts.Node) => {
    found.push(...toldApart(node).filter((kind) => kind !== own && !(own && isOfChain(node))))
    node.forEachChild(walk)
  }
  walk(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true))
  return found.map((kind) => `${path}: ${kind}`)
}

test('the lists of operations are what their folders say; `npm run operations` makes them', () => {
  for (const [path, text] of lists()) expect(readFileSync(path, 'utf8'), path).toBe(text)
})

test('nobody but a kind of layer itself asks whether a layer is of that kind', () => {
  const paths = ['workers', 'src', 'tools']
    .flatMap((tree) => readdirSync(ROOT + tree, { recursive: true, encoding: 'utf8' }).map((path) => `${tree}/${path}`))
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$|\/(testing|fixtures)\/|\.wasm\.ts$/.test(path))
  expect(paths.length).toBeGreaterThan(500)
  const asked = paths.flatMap((path) => {
    const text = readFileSync(ROOT + path, 'utf8')
    return /\bop\b|\bLayerSpec\b|\bPortableLayer\b/.test(text) ? tellings(path, text) : []
  })
  expect(asked).toEqual([])
})

test.each([
  "const norm = layerIn(step, 'conv')",
  "if (layer.op !== 'conv') return",
  "switch (op) { case 'conv': break }",
  "const isIt = 'conv' === layer?.op",
  "type Rest = Exclude<LayerSpec, { readonly op: 'conv' }>",
  "const WEIGHED: readonly LayerSpec['op'][] = ['conv', 'linear']",
  'const FORMS: Partial<Record<Op, Form>> = { conv: first, linear: second }',
])('finds a question for a kind of layer: %s', (code) => {
  expect(tellings('workers/model/x.ts', code)).toContain('workers/model/x.ts: conv')
  expect(tellings('workers/operations/conv/x.ts', code)).not.toContain('workers/operations/conv/x.ts: conv')
})
