import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { endOrphans, noteProcess } from './processes.ts'

test(
  'what outlived a crash is ended, and nobody who has its number since',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const pods = mkdtempSync(join(tmpdir(), 'podpass-orphans-'))
    t.after(() => rmSync(pods, { recursive: true, force: true }))
    const [orphan, other] = [spawn('sleep', ['100']), spawn('sleep', ['100'])]
    t.after(() => other.kill())
    mkdirSync(join(pods, 'empty'))
    noteProcess(join(pods, 'one'), 'c', orphan.pid)
    noteProcess(join(pods, 'two'), 'c', other.pid)
    noteProcess(join(pods, 'none'), 'c', undefined)
    writeFileSync(join(pods, 'two', 'processes', 'c'), `${other.pid} an-earlier-boot/17`)
    writeFileSync(join(pods, 'two', 'processes', 'd'), 'nonsense')
    const ended = once(orphan, 'exit')
    endOrphans(pods)
    assert.deepEqual(await ended, [null, 'SIGKILL'])
    assert.equal(other.exitCode ?? other.signalCode, null)
    endOrphans(join(pods, 'missing'))
  },
)
