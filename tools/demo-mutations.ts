/** Proves that the demo fails when any one check is taken out of the program: `node tools/demo-mutations.ts [NAME...]`. */
import { mutations } from './demo-mutations/mutations.ts'
import {
  apply,
  copySources,
  runDemo,
  telling,
  type Copy,
  type DemoResult,
} from './demo-mutations/run-demo.ts'

const names = process.argv.slice(2)
const unknown = names.filter((name) => !mutations.some((mutation) => mutation.name === name))
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; there are: ${mutations.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}
const chosen = names.length === 0 ? mutations : mutations.filter(({ name }) => names.includes(name))

const copy = copySources()
try {
  process.exitCode = (await proveWhole(copy)) && (await proveEach(copy)) ? 0 : 1
} finally {
  copy.remove()
}

/** The demo of the copy has to pass as it is, or its failures would prove nothing. */
async function proveWhole(whole: Copy): Promise<boolean> {
  const { code, output, seconds } = await runDemo(whole)
  console.log(`${code === 0 ? 'ok      ' : 'FAILED  '} nothing taken out (${seconds.toFixed(1)} s)`)
  if (code !== 0) console.log(output)
  return code === 0
}

async function proveEach(whole: Copy): Promise<boolean> {
  let good = true
  for (const mutation of chosen) {
    const putBack = apply(whole, mutation)
    const result = await runDemo(whole)
    putBack()
    const told = telling(result)
    good &&= told !== undefined
    const mark = told === undefined ? 'FAILED  ' : 'ok      '
    console.log(
      `${mark} without ${mutation.name} (${result.seconds.toFixed(1)} s): ${told ?? explain(result)}`,
    )
  }
  return good
}

function explain({ code, output }: DemoResult): string {
  if (code === 0) return 'the demo passes without it: it needs a step for this check'
  return code === undefined ? `the demo hangs\n${output}` : `the demo fell before its first step\n${output}`
}
