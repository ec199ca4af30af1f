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
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  podpass issuer rotate --cluster dev')
    .action(async (options: { data: string; cluster?: string; json?: boolean }) => {
      const installation = openInstallation(options.data)
      const issuer = await findIssuer(installation, options.cluster)
      const answer = await callPodpass<{ Issuer: ListedIssuer }>(installation, 'RotateIssuerKey', {
        Issuer: issuer.Issuer,
      })
      if (options.json) return line(JSON.stringify(answer.Issuer, undefined, 2))
      line(answer.Issuer.Issuer)
      for (const key of answer.Issuer.Keys) line(`\t${describeKey(key)}`)
    })
