/** A bash on a terminal of its own, in which commands are run one after the other as somebody would type them. */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

export interface Ran {
  /** What stood on the terminal; standard output and error alike. */
  readonly output: string
  readonly code: number
}

export interface Shell {
  readonly run: (command: string, seconds: number) => Promise<Ran>
  /** Enters a shell that the command opens, in which `run` types from here on. */
  readonly enter: (command: string, seconds: number) => Promise<void>
  readonly leave: (command: string, seconds: number) => Promise<void>
  readonly close: () => Promise<void>
}

/** Typed in two halves, so that an echo of what was typed is not taken for the end. */
const endMark = ['@@po', 'dpass@@'] as const
const sayEnd = `printf '%s%s:%s\\n' '${endMark[0]}' '${endMark[1]}' $?`
const ended = new RegExp(`${endMark.join('')}:(\\d+)\\r?\\n`)
/** No echo of what is typed, no prompts. */
const beQuiet = 'stty -echo; PS1= ; PS2= '
const prompt = /[#$] $/

export async function openShell(directory: string, env: Readonly<Record<string, string>>): Promise<Shell> {
  const child = spawn('script', ['-qfec', 'bash --noprofile --norc --noediting', '/dev/null'], {
    cwd: directory,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let printed = ''
  let wake = (): void => undefined
  let hasEnded = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
    wake()
  })
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => {
      hasEnded = true
      wake()
      resolve()
    })
  })
  child.once('error', () => {
    hasEnded = true
    wake()
  })
  child.stdin.on('error', () => undefined)

  const until = async (pattern: RegExp, what: string, seconds: number): Promise<RegExpExecArray> => {
    const deadline = Date.now() + seconds * 1000
    for (;;) {
      const found = pattern.exec(printed)
      if (found !== null) return found
      if (hasEnded) throw new Error(`the shell ended in: ${what}\n${printed}`)
      const left = deadline - Date.now()
      if (left <= 0) throw new Error(`no end in ${seconds} s: ${what}\n${printed}`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }
  const type = async (line: string, what: string, seconds: number): Promise<Ran> => {
    printed = ''
    child.stdin.write(`${line}; ${sayEnd}\n`)
    const found = await until(ended, what, seconds)
    const shown = stripVTControlCharacters(printed.slice(0, found.index))
    return { output: shown.replaceAll('\r\n', '\n'), code: Number(found[1]) }
  }

  let steps = 0
  let isInPod = false
  const source = (command: string): string => {
    steps += 1
    const file = join(directory, `.step-${steps}.sh`)
    writeFileSync(file, `${command}\n`)
    return `. ${file}`
  }
  await type(`${beQuiet}; set +H; stty cols 250`, 'the first line', 30)
  return {
    run: (command, seconds) =>
      type(isInPod ? command.replaceAll('\n', '; ') : source(command), command, seconds),
    enter: async (command, seconds) => {
      printed = ''
      child.stdin.write(`${source(command)}; ${sayEnd}\n`)
      await until(prompt, command, seconds)
      await type(beQuiet, command, seconds)
      isInPod = true
    },
    leave: async (command, seconds) => {
      printed = ''
      child.stdin.write(`${command}\n`)
      // Typed before its end is here, a line would be the pod's.
      await until(ended, command, seconds)
      isInPod = false
    },
    close: async () => {
      child.stdin.write('exit\n')
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
      await closed
      clearTimeout(timer)
    },
  }
}
