/** Reads a query: commands with a bar between them. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html */
import { holdsAggregate } from './aggregates.ts'
import { UnbuiltCommand } from './query-error.ts'
import { createReader, type Reader } from './reader.ts'
import { readExpression } from './read-expression.ts'
import { readRegex } from './read-regex.ts'
import type { Command, Expression, Named, Query, SortKey } from './syntax.ts'

/** AWS's own bound. */
const mostRows = 100_000

const unbuilt = new Set([
  'addtotals',
  'anomaly',
  'diff',
  'filterindex',
  'join',
  'lookup',
  'pattern',
  'source',
  'unmask',
  'unnest',
  'expand',
])

/** Throws QueryError or UnbuiltCommand. */
export function readQuery(text: string): Query {
  const reader = createReader(text)
  const commands: Command[] = []
  // An empty query shows what there is.
  if (reader.peek().kind === 'end') return commands
  reader.accept('|')
  do commands.push(readCommand(reader))
  while (reader.accept('|'))
  if (reader.peek().kind !== 'end') reader.fail()
  return commands
}

function readCommand(reader: Reader): Command {
  const token = reader.take()
  const name = token.kind === 'name' ? token.text.toLowerCase() : ''
  if (unbuilt.has(name)) throw new UnbuiltCommand(`the command \`${name}\` of Logs Insights`)
  switch (name) {
    case 'fields':
    case 'display':
      return { kind: name, columns: readColumns(reader) }
    case 'filter':
      return { kind: 'filter', condition: readPlain(reader) }
    case 'stats':
      return readStats(reader)
    case 'sort':
      return { kind: 'sort', keys: readSeveral(reader, readSortKey) }
    case 'limit':
      return { kind: 'limit', count: readCount(reader) }
    case 'dedup':
      return { kind: 'dedup', keys: readSeveral(reader, readPlain) }
    case 'parse':
      return readParse(reader)
    default:
      return reader.fail(token)
  }
}

function readSeveral<Item>(reader: Reader, readOne: (reader: Reader) => Item): readonly Item[] {
  const items = [readOne(reader)]
  while (reader.accept(',')) items.push(readOne(reader))
  return items
}

/** Where nothing is gathered over several events. */
function readPlain(reader: Reader): Expression {
  const { start } = reader.peek()
  const expression = readExpression(reader)
  if (holdsAggregate(expression))
    reader.fail({ start, end: reader.peek(-1).end }, 'an aggregation stands outside of stats')
  return expression
}

const readColumns = (reader: Reader): readonly Named[] =>
  readSeveral(reader, (each) => readNamed(each, readPlain))

function readNamed(reader: Reader, read: (reader: Reader) => Expression): Named {
  const { start } = reader.peek()
  const expression = read(reader)
  const written = reader.query.slice(start, reader.peek(-1).end)
  if (reader.accept('as')) return { expression, name: readName(reader) }
  return { expression, name: expression.kind === 'field' ? expression.name : written }
}

function readName(reader: Reader): string {
  const token = reader.take()
  if (token.kind !== 'name' && token.kind !== 'quoted-name') reader.fail(token)
  return token.text
}

function readStats(reader: Reader): Command {
  const values = readSeveral(reader, (each) =>
    readNamed(each, (inner) => {
      const start = inner.peek()
      const expression = readExpression(inner)
      if (!holdsAggregate(expression)) inner.fail(start, 'stats needs an aggregation')
      return expression
    }),
  )
  return { kind: 'stats', values, by: reader.accept('by') ? readColumns(reader) : [] }
}

function readSortKey(reader: Reader): SortKey {
  const { start } = reader.peek()
  const expression = readExpression(reader)
  const written = reader.query.slice(start, reader.peek(-1).end)
  const descending = reader.accept('desc')
  if (!descending) reader.accept('asc')
  // Of aggregations there is nothing but what stats made of them.
  const isMade = holdsAggregate(expression)
  return { expression: isMade ? { kind: 'field', name: written } : expression, written, descending }
}

function readCount(reader: Reader): number {
  const token = reader.take()
  const count = Number(token.text)
  if (token.kind !== 'number' || !Number.isInteger(count) || count < 1 || count > mostRows) reader.fail(token)
  return count
}

function readParse(reader: Reader): Command {
  const { kind } = reader.peek()
  const from: Expression =
    kind === 'string' || kind === 'regex' ? { kind: 'field', name: '@message' } : readPlain(reader)
  if (reader.peek().kind === 'regex') return readParseByRegex(reader, from)
  const pattern = reader.take()
  if (pattern.kind !== 'string') reader.fail(pattern)
  const parts = pattern.text.split('*')
  if (parts.length === 1) reader.fail(pattern, 'the pattern of parse has no `*`')
  reader.expect('as')
  const names = readSeveral(reader, readName)
  if (names.length !== parts.length - 1)
    reader.fail(pattern, 'the pattern of parse has another number of `*` than there are names')
  const source = parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('([^]*?)')
  return {
    kind: 'parse',
    from,
    regex: { source: parts.at(-1) === '' ? `${source}$` : source, flags: '' },
    names,
  }
}

function readParseByRegex(reader: Reader, from: Expression): Command {
  const token = reader.peek()
  const regex = readRegex(reader)
  const names = [...regex.source.matchAll(/\(\?<([A-Za-z_]\w*)>/g)].map(([, name]) => name!)
  if (names.length === 0) reader.fail(token, 'the regular expression of parse names no groups')
  return { kind: 'parse', from, regex, names }
}
