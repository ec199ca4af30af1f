/** `podpass demo`: the whole chain in a minute, as a user would walk it, through public APIs only. */
import { Command } from 'commander'
import { line, paint } from '../../print.ts'
import { quoteForShell } from '../../quote.ts'
import { acts } from './acts/index.ts'
import { perform } from './perform.ts'
import { openStage } from './stage.ts'

export const command = (): Command =>
  new Command('demo')
    .description(
      'Watch a ServiceAccount token become AWS credentials that may do what its role allows and nothing else',
    )
    .addHelpText('after', '\nExample:\n  podpass demo        (NO_COLOR=1 for plain text)')
    .action(async () => {
      process.exitCode = await demo()
    })

async function demo(): Promise<number> {
  const stage = await openStage()
  try {
    const failed = await perform(acts, stage)
    line()
    if (failed > 0) {
      line(paint('red', `${failed} of the steps did not come out as they should.`))
      return 1
    }
    line(paint('green', 'Every step came out as it should.'))
    if (process.stdout.isTTY) await stayUp(stage.data)
    return 0
  } finally {
    await stage.close()
  }
}

function stayUp(directory: string): Promise<void> {
  line()
  line('It stays up until Ctrl-C. Try next, in another shell:')
  for (const [words, what] of tryNext(directory)) line(`  ${words}\n      ${paint('dim', what)}`)
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}

/** Words for a shell, and what they show. */
export function tryNext(directory: string): readonly (readonly [words: string, what: string])[] {
  const data = `--data ${quoteForShell(directory)}`
  return [
    [`eval "$(podpass env ${data})"`, 'lead AWS clients here'],
    ['aws iam get-role --role-name reports-reader', 'the trust policy that let the pod in'],
    [
      `podpass run ${data} --service-account reports/reader -- aws s3 ls`,
      'a command with the ServiceAccount’s identity',
    ],
    [`podpass why ${data} --last`, 'why the last call was allowed or refused'],
    [
      `podpass token create ${data} --service-account reports/reader | podpass token inspect`,
      'what stands in a token',
    ],
  ]
}
