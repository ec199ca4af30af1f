/** An account, a cluster with its issuer, and objects in a bucket. */
import type { Act } from '../perform.ts'
import { asAdmin, succeeds } from '../steps.ts'

export const setting: Act = {
  title: 'An account, a cluster with an issuer of its own, and something to protect',
  steps: [
    asAdmin(
      () => ['sts', 'get-caller-identity'],
      (outcome, found) => {
        found['account'] = /"Account": "(\d{12})"/.exec(outcome.stdout)?.[1] ?? ''
        found['bucket'] = `demo-reports-${found['account']}`
        return succeeds(outcome, found)
      },
    ),
    asAdmin(
      ({ account }) => {
        const settings = [
          '--role-arn',
          `arn:aws:iam::${account}:role/eks`,
          '--resources-vpc-config',
          'subnetIds=subnet-0a,subnet-0b',
        ]
        return ['eks', 'create-cluster', '--name', 'demo', ...settings]
      },
      (outcome, found) => {
        found['issuer'] = /"issuer": "(https:[^"]+)"/.exec(outcome.stdout)?.[1] ?? ''
        return found['issuer'] === '' ? 'a cluster with an issuer' : succeeds(outcome, found)
      },
      { print: (_outcome, { issuer }) => `issuer: ${issuer}` },
    ),
    asAdmin(({ bucket }) => ['s3', 'mb', `s3://${bucket}`], succeeds),
    {
      shown: ({ bucket }) => `aws s3 cp 2026-11.csv s3://${bucket}/`,
      run: (stage, { bucket }) =>
        stage.aws(
          's3',
          'cp',
          stage.file('2026-11.csv', 'month,total\n2026-11,42\n'),
          `s3://${bucket}/`,
          '--only-show-errors',
        ),
      check: succeeds,
    },
  ],
}
