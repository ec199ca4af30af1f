/** The podpass program: finds the command, loads no other, and turns its end into an exit code. */
import { CommanderError } from 'commander'
import { runCommand } from './program.ts'
import { Failure, WrongUse } from './failure.ts'

// Whoever reads our output may have read enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

try {
  process.exitCode = await runCommand(process.argv.slice(2))
} catch (error) {
  process.exitCode = report(error)
}

/** 1 for what failed, 2 for wrong use; commander has printed its own words already. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof WrongUse || error instanceof Failure) {
    console.error(`podpass: ${error.message}`)
    return error instanceof WrongUse ? 2 : 1
  }
  console.error(`podpass: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  return 1
}
