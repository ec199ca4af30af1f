import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { crashRound } from './crash-round.test-support.ts'

test('kill -9 loses nothing that a client was told, and Deployments that were being scaled get their pods', async (context) => {
  const directory = mkdtempSync(join(tmpdir(), 'podpass-crash-'))
  context.after(() => rmSync(directory, { recursive: true, force: true }))
  // On one state, so that each round begins with what the last one left.
  for (const delay of [30, 150, 300]) await crashRound(join(directory, 'state.db'), delay)
})
