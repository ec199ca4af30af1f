import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import type { Iam } from '../../aws/iam/index.ts'
import { openAccount } from './account.ts'

/** Remembers its accounts; `dies` before it makes one. */
function open(t: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'podpass-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  const accounts: string[] = []
  const state = { dies: false }
  const iam = {
    listAccounts: () => accounts.map((account) => ({ account })),
    createAccount: ({ account }: { readonly account: string }) => {
      if (state.dies) return Promise.reject(new Error('the power went'))
      if (!accounts.includes(account)) accounts.push(account)
      return Promise.resolve()
    },
  } as unknown as Iam
  let counter = 0
  const start = () =>
    openAccount(iam, {
      directory,
      region: 'us-east-1',
      random: (length) => Uint8Array.from({ length }, () => counter++ % 256),
    })
  return { directory, accounts, state, start }
}

test('a first start that broke off before the account was made goes on with the same administrator', async (t) => {
  const { directory, accounts, state, start } = open(t)
  state.dies = true
  await assert.rejects(start(), /the power went/)
  assert.ok(!existsSync(join(directory, 'admin.json')))
  state.dies = false
  const admin = await start()
  assert.deepEqual(accounts, [admin.account])
  assert.deepEqual(readdirSync(directory), ['admin.json'])
  assert.deepEqual(await start(), admin)
})

test('an administrator whose account is not in the store means that the state is lost', async (t) => {
  const { accounts, start } = open(t)
  await start()
  accounts.length = 0
  await assert.rejects(start(), /is damaged: .*`state\.sqlite` holds nothing; restore it from your backup/)
})
