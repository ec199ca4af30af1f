/**
 * Writes docs/divergences.md from the rows in docs/divergences and the operations of the running program. With --check
 * it compares instead and exits 1 when the page is out of date; either way when a row speaks of an operation whose
 * state has changed.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import { problemsOf } from './divergences/check-rows.ts'
import { renderPage } from './divergences/render-page.ts'
import type { Section } from './divergences/section.ts'
import { operationStates } from './operation-states.ts'

interface Index {
  readonly intro: string
  /** Names of files, in the order of the page. */
  readonly sections: readonly string[]
}

const folder = 'docs/divergences'
const page = 'docs/divergences.md'
const read = <Content>(name: string) => parse(readFileSync(`${folder}/${name}.yaml`, 'utf8')) as Content

const { intro, sections: names } = read<Index>('index')
const sections = names.map((name) => read<Section>(name))
const states = await operationStates()
const text = renderPage(intro, sections, states)
const problems = sections.flatMap((section) => problemsOf(section, states))

if (!process.argv.includes('--check')) writeFileSync(page, text)
else if (readFileSync(page, 'utf8') !== text)
  problems.push(`${page} is out of date: put rows into ${folder} and run node tools/generate-divergences.ts`)
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1
