import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reportLifetime } from './credential-report.ts'
import { account, createTestIam, now, refusalOf } from './iam.test-support.ts'
import { credentialReportKey } from './keys.ts'

test('a credential report is given for four hours, and then made anew', async () => {
  const { call, needs } = await createTestIam()
  const makeOld = (age: number) =>
    needs.store.write((txn) =>
      txn.put(credentialReportKey(account), { generatedAt: now - age, csv: 'user,arn' }),
    )
  assert.equal(await refusalOf(call('GetCredentialReport')), '410 ReportNotPresent: ')
  await makeOld(reportLifetime - 1)
  assert.equal(String((await call('GetCredentialReport'))['Content']), 'user,arn')
  assert.equal((await call('GenerateCredentialReport'))['State'], 'COMPLETE')
  await makeOld(reportLifetime)
  assert.equal(
    await refusalOf(call('GetCredentialReport')),
    '410 ReportExpired: The credential report has expired.',
  )
  assert.equal((await call('GenerateCredentialReport'))['State'], 'STARTED')
  assert.match(String((await call('GetCredentialReport'))['Content']), /^user,arn,user_creation_time/)
})
