/** `podpass token inspect`: header and claims of a token and what each means; never its signature. */
import { Command } from 'commander'
import { explainToken, longestToken, parseToken, type ExplainedClaim } from '../../../token/index.ts'
import { Failure } from '../../failure.ts'
import { jsonOption } from '../../installation.ts'
import { line, paint } from '../../print.ts'
import { readInput } from '../../read-input.ts'

export const command = (): Command =>
  new Command('inspect')
    .description('Show what stands in a token and what each claim means')
    .argument('[file]', 'file that holds the token, or - for standard input', '-')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  podpass token create --service-account default/app | podpass token inspect',
    )
    .action(async (file: string, options: { json?: boolean }) => {
      const text = (await readInput(file)).trim()
      if (text.length > longestToken)
        throw new Failure(`this is no token: it is longer than ${longestToken} characters`)
      const parsed = parseToken(text)
      if (!parsed.ok) throw new Failure(`this is no token: ${parsed.problem.message}`)
      const { header, claims } = parsed.token
      if (options.json) return line(JSON.stringify({ header, claims }, undefined, 2))
      const explained = explainToken(parsed.token, Date.now())
      printPart('header', explained.header)
      printPart('claims', explained.claims)
    })

function printPart(title: string, claims: readonly ExplainedClaim[]): void {
  line(paint('bold', title))
  const width = Math.max(0, ...claims.map(({ claim }) => claim.length))
  for (const { claim, value, meaning } of claims) {
    line(`  ${claim.padEnd(width)}  ${value}`)
    line(`  ${' '.repeat(width)}  ${paint('dim', meaning)}`)
  }
}
