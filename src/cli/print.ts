/** Prints for people: colour on terminals only, and never where NO_COLOR is set (https://no-color.org). */
import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

const coloured = (): boolean => process.stdout.isTTY && !process.env['NO_COLOR']

export const paint = (style: Style, text: string): string =>
  coloured() ? styleText(style, text, { validateStream: false }) : text

export const line = (text = ''): void => void process.stdout.write(`${text}\n`)

/** Indents every line of a text. */
export const indent = (text: string, by = '    '): string =>
  text
    .trimEnd()
    .split('\n')
    .map((row) => (row === '' ? row : by + row))
    .join('\n')
