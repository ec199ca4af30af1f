/** `podpass issuer rotate`: brings a new signing key in, and lets the old one go when its last token has expired. */
import { Command, Option } from 'commander'
import { dataOption, jsonOption, openInstallation } from '../../installation.ts'
import { describeKey, findIssuer, type ListedIssuer } from '../../issuers.ts'
import { callPodpass } from '../../podpass-api.ts'
import { line } from '../../print.ts'

export const command = (): Command =>
  new Command('rotate')
    .description(
      "Rotate a cluster's signing key: published first, signing later, the old one kept until its last token has expired",
    )
    .addOption(dataOption())
    .addOption(new Option('--cluster <name>', 'whose issuer; may be left out when there is one cluster'))
    .addOption(
      new Option(
        '--immediately',
        'for a key that leaked: the new key signs at once, and every token that was signed before is void',
      ),
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  podpass issuer rotate --cluster dev\n  podpass issuer rotate --cluster dev --immediately',
    )
    .action(async (options: { data: string; cluster?: string; immediately?: boolean; json?: boolean }) => {
      const installation = openInstallation(options.data)
      const issuer = await findIssuer(installation, options.cluster)
      const answer = await callPodpass<{ Issuer: ListedIssuer }>(installation, 'RotateIssuerKey', {
        Issuer: issuer.Issuer,
        Immediately: options.immediately,
      })
      if (options.immediately) process.stderr.write(warning)
      if (options.json) return line(JSON.stringify(answer.Issuer, undefined, 2))
      line(answer.Issuer.Issuer)
      for (const key of answer.Issuer.Keys) line(`\t${describeKey(key)}`)
    })

const warning = `warning: every token that this issuer signed before now is void
  - restart pods, or wait until their tokens are renewed: until then they get no new credentials
  - credentials that were got with such tokens live on until they expire; end them by a policy on aws:TokenIssueTime
  - others than this podpass trust the old key until their copy of the issuer's keys expires, an hour at most
`
