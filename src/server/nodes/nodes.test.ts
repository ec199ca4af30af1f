import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { createMemoryStore, type Store } from '../../store/index.ts'
import { createNodes, type Nodes } from './nodes.ts'

/** Writes down its words and that it ended; ends at once where its name is `bad`, and is lost a little later where it is `lost`. */
const script = `
const { appendFileSync } = require('node:fs')
const words = process.argv.slice(1)
const after = (flag) => words[words.indexOf(flag) + 1]
const note = (text) => appendFileSync(after('--data') + '/notes', text + '\\n')
const name = after('--name')
if (name === 'bad') {
  console.error('podpass: the node cannot be registered: no')
  process.exit(1)
}
note('start ' + words.filter((word) => !word.startsWith('/')).join(' '))
process.send({ ready: name })
process.once('disconnect', () => { note('end ' + name); process.exit() })
if (name === 'lost') setTimeout(() => process.exit(3), 50)
`

interface Setting {
  readonly data: string
  readonly store: Store
  readonly faults: unknown[]
  readonly notes: () => readonly string[]
  readonly open: (program?: readonly string[]) => Nodes
}

function setUp(context: TestContext): Setting {
  const data = mkdtempSync(join(tmpdir(), 'podpass-nodes-'))
  const store = createMemoryStore()
  const opened: Nodes[] = []
  const faults: unknown[] = []
  context.after(async () => {
    for (const nodes of opened) await nodes.close()
    rmSync(data, { recursive: true, force: true })
  })
  return {
    data,
    store,
    faults,
    notes: () =>
      existsSync(join(data, 'notes')) ? readFileSync(join(data, 'notes'), 'utf8').trim().split('\n') : [],
    open: (program = [process.execPath, '--eval', script, '--']) => {
      const nodes = createNodes({ store, data, program, onFault: (fault) => faults.push(fault) })
      opened.push(nodes)
      return nodes
    },
  }
}

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10))
}

test('a node is started with what was asked for, once, and ends with its files', async (context) => {
  const { open, notes, data } = setUp(context)
  const nodes = open()
  nodes.begin()
  const wish = {
    cluster: 'demo',
    name: 'a',
    roleArn: 'arn:aws:iam::1:role/n',
    labels: { 'eks.amazonaws.com/nodegroup': 'g' },
    taints: [{ key: 'k', value: 'v', effect: 'NoSchedule' as const }],
  }
  assert.deepEqual(await Promise.all([nodes.start(wish), nodes.start(wish)]), [{ ok: true }, { ok: true }])
  assert.deepEqual(await nodes.start(wish), { ok: true })
  assert.deepEqual(notes(), [
    'start node --data --cluster demo --name a --directory --node-role arn:aws:iam::1:role/n --label eks.amazonaws.com/nodegroup=g --taint k=v:NoSchedule',
  ])
  assert.deepEqual(nodes.list('demo'), ['a'])
  await nodes.stop('demo', 'a')
  assert.deepEqual(nodes.list('demo'), [])
  assert.equal(notes().at(-1), 'end a')
  assert.deepEqual(readdirSync(join(data, 'nodes', 'demo')), [])
})

test('a node that cannot be says why, and is not tried again', async (context) => {
  const nodes = setUp(context).open()
  nodes.begin()
  assert.deepEqual(await nodes.start({ cluster: 'demo', name: 'bad' }), {
    ok: false,
    problem: 'node bad: the node cannot be registered: no',
  })
  assert.deepEqual(nodes.list('demo'), [])
})

test('a program that is not there is no crash', async (context) => {
  const nodes = setUp(context).open(['/nonexistent/podpass'])
  nodes.begin()
  const started = await nodes.start({ cluster: 'demo', name: 'a' })
  assert.ok(!started.ok && /ENOENT/.test(started.problem))
})

test('a node that ends by itself comes back', async (context) => {
  const { open, notes } = setUp(context)
  const nodes = open()
  nodes.begin()
  await nodes.start({ cluster: 'demo', name: 'lost' })
  await until(() => notes().length === 2)
})

test('nodes come back with the next start, in every cluster but one that has ended', async (context) => {
  const { open, notes } = setUp(context)
  const first = open()
  first.begin()
  await first.start({ cluster: 'one', name: 'a' })
  await first.start({ cluster: 'two', name: 'b' })
  await first.stopAll('two')
  await first.close()
  assert.deepEqual(notes().slice(2), ['end b', 'end a'])
  const second = open()
  second.begin()
  await until(() => notes().length === 5)
  assert.deepEqual([second.list('one'), second.list('two')], [['a'], []])
})

test('a cluster whose pods find no node gets one, and no second', async (context) => {
  const { open, notes } = setUp(context)
  const nodes = open()
  nodes.wanted('demo')
  nodes.begin()
  nodes.wanted('demo')
  await until(() => notes().length === 1)
  assert.deepEqual(nodes.list('demo'), ['node-1'])
  nodes.wanted('demo')
  assert.deepEqual(nodes.list('demo'), ['node-1'])
})

test('where podpass starts no nodes, it says so', async (context) => {
  const { store, data } = setUp(context)
  const nodes = createNodes({ store, data, onFault: (fault) => assert.fail(String(fault)) })
  nodes.begin()
  nodes.wanted('demo')
  assert.deepEqual(await nodes.start({ cluster: 'demo', name: 'a' }), {
    ok: false,
    problem: 'no nodes are started here: join one by podpass node',
  })
  await nodes.close()
})
