/** An operation is one folder: its lists are made of the folders, nobody outside of a kind's folder asks whether a layer is of that kind, and few import anything of it. */
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

/** Paths of all that is no test, nor for tests. */
const sources = (): string[] =>
  ['workers', 'src', 'tools']
    .flatMap((tree) => readdirSync(ROOT + tree, { recursive: true, encoding: 'utf8' }).map((path) => `${tree}/${path}`))
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$|\/(testing|fixtures)\/|\.wasm\.ts$/.test(path))

/** What of a single operation others import: `from` are their paths, `to` its folder and file. */
const IMPORTED: readonly { readonly from: RegExp; readonly to: RegExp; readonly why: string }[] = [
  { from: /^workers\/engine\/(webgpu\/kernels|wasm\/code)\//, to: /\/functions$/, why: 'kernels stand beside the folder that they are of' },
  { from: /^workers\/model\//, to: /^activation\/functions$/, why: 'builders name the activation of a network' },
  {
    from: /^(workers\/(engine|model|export|onepage)|tools\/bench)\//,
    to: /^conv\/facts$/,
    why: 'plans, weights and files go by the products of weights, which several kinds are',
  },
  { from: /^workers\/(engine|model|export)\//, to: /^bn\/facts$/, why: 'statistics lie beside parameters, and are folded into them' },
  { from: /^workers\/model\/attention\.ts$/, to: /^mul\/facts$/, why: 'it puts products on a plain network' },
  { from: /^workers\/(engine|model)\//, to: /^dropout\/facts$/, why: 'an engine draws its masks, by counters' },
  {
    from: /^workers\/engine\/\w+\/plan(ner)?\/context\.ts$/,
    to: /^maxpool\/facts$/,
    why: 'the shape of its window is made where those of convolutions are',
  },
  { from: /^workers\/engine\/wasm\/plan\/form\.ts$/, to: /^add\/facts$/, why: 'a ReLU does the sum before it' },
  {
    from: /^workers\/(model\/seen|export\/\w+)\.ts$/,
    to: /^attention\/facts$/,
    why: 'it tells where a network looks, and whether it is one of tokens',
  },
  {
    from: /^workers\/trainer\/runs\/network\.ts$/,
    to: /^classtoken\/facts$/,
    why: 'what a block of tokens gives is told without the token that is taken out of it',
  },
]

/** "folder/file" of every single operation that a file outside of their folders imports. */
const importedBy = (text: string): string[] =>
  [...text.matchAll(/(?:\bfrom|\bimport\(?) ?'[^']*operations\/(\w+)\/(\w+)'/g)].flatMap(([, kind, file]) =>
    KINDS.has(kind!) ? [`${kind}/${file}`] : [],
  )
const allowed = (path: string, operation: string) => IMPORTED.find(({ from, to }) => from.test(path) && to.test(operation))

test('others go by the registries, and import of a single operation what is listed with a reason', () => {
  const pairs = sources()
    .filter((path) => !path.startsWith('workers/operations/'))
    .flatMap((path) => importedBy(readFileSync(ROOT + path, 'utf8')).map((operation) => [path, operation] as const))
  expect(pairs.filter(([path, operation]) => !allowed(path, operation))).toEqual([])
  // None of the list is there for nobody.
  expect(IMPORTED.filter((each) => !pairs.some(([path, operation]) => each.from.test(path) && each.to.test(operation)))).toEqual([])
})

test.each([
  ["import { planIt } from '../../../operations/attention/wasm'", 'attention/wasm'],
  ["import type { It } from '../../operations/conv/tfjs'", 'conv/tfjs'],
  ["const { it } = await import('../operations/embed/kinds')", 'embed/kinds'],
])('finds what is imported of one operation: %s', (code, operation) => {
  expect(importedBy(code)).toEqual([operation])
  expect(allowed('workers/engine/wasm/plan/x.ts', operation)).toBeUndefined()
})

test('the lists of operations are what their folders say; `npm run operations` makes them', () => {
  for (const [path, text] of lists()) expect(readFileSync(path, 'utf8'), path).toBe(text)
})

test('nobody but a kind of layer itself asks whether a layer is of that kind', () => {
  const paths = sources()
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
