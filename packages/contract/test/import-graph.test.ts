import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

const SRC = new URL('../src/', import.meta.url)
const FILES = readdirSync(SRC).filter((name) => name.endsWith('.ts'))
const LIGHT = [
  'choices', 'csv-cell', 'database-url', 'dates', 'errors', 'limits', 'money', 'problem', 'settings', 'text',
].map((name) => `${name}.ts`)

/** What a file imports at run time. Types are gone by then. */
function importsOf (file: string): string[] {
  const source = readFileSync(new URL(file, SRC), 'utf8')
  const statements = source.matchAll(/^(?:import|export)\s(?!type\s)(?:[^'"]*?\sfrom\s*)?['"]([^'"]+)['"]/gm)
  const dynamic = source.matchAll(/\b(?:import|require)\s*\(\s*['"]([^'"]+)['"]/g)
  return [...statements, ...dynamic].flatMap(([, source]) => source ?? [])
}

/** Everything that comes with a file, by the names that its imports give. */
function loadedBy (file: string, seen = new Set<string>()): ReadonlySet<string> {
  for (const source of importsOf(file)) {
    const name = source.replace(/^\.\//, '')
    if (seen.has(name)) continue
    seen.add(name)
    if (source.startsWith('./')) loadedBy(name, seen)
  }
  return seen
}

t.test('the contract imports itself and TypeBox, and nothing of Node', async (t) => {
  const foreign = FILES.flatMap(
    (file) => importsOf(file).filter(
      (source) => !/^(?:\.\/[a-z-]+\.ts|typebox(?:\/[a-z]+)?)$/.test(source)
    ).map((source) => `${file}: ${source}`)
  )
  t.strictSame(foreign, [])
  t.notOk(FILES.includes('index.ts'), 'and has no barrel')
})

t.test('the contract\'s files that every start loads do not load TypeBox', async (t) => {
  for (const file of LIGHT) {
    t.strictSame([...loadedBy(file)].filter((name) => !LIGHT.includes(name)), [], file)
  }
})

t.test('the walk over imports finds the files that exist', async (t) => {
  t.ok(loadedBy('call.ts').has('typebox/compile'), 'through several files')
  t.strictSame(importsOf('settings.ts'), [
    './choices.ts', './database-url.ts', './dates.ts', './errors.ts', './money.ts', './text.ts',
  ])
  t.strictSame(importsOf('endpoint.ts'), [], 'types are not loaded')
})
