import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runLifecycles } from './run-lifecycles.ts'

test('lifecycles run once what an earlier run left is cleared, and end before all else is closed', async () => {
  const told: string[] = []
  const stop = runLifecycles(
    {
      cleared: Promise.resolve().then(() => void told.push('cleared')),
      runLifecycle: async (now, signal) => {
        told.push(`run at ${now}`)
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
        told.push('ended')
      },
    },
    { clock: () => 7, onFault: (fault) => void told.push(String(fault)) },
  )
  await new Promise((resolve) => setImmediate(resolve))
  await stop()
  assert.deepEqual(told, ['cleared', 'run at 7', 'ended'])
})

test('a run that fails is told of and keeps nothing from closing', async () => {
  const told: unknown[] = []
  const stop = runLifecycles(
    { cleared: Promise.resolve(), runLifecycle: () => Promise.reject(new Error('disk gone')) },
    { clock: () => 7, onFault: (fault) => void told.push(String(fault)) },
  )
  await stop()
  assert.deepEqual(told, ['Error: disk gone'])
})
