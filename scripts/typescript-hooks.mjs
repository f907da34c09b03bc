import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const CACHE = fileURLToPath(new URL('../node_modules/.cache/typescript/', import.meta.url))

// The result is kept by its content, since loading the compiler costs most of a second in each process.
async function blank (source) {
  const cached = CACHE + createHash('sha256').update(source).digest('hex') + '.js'
  try {
    return readFileSync(cached, 'utf8')
  } catch {
    const { default: tsBlankSpace } = await import('ts-blank-space')
    const code = tsBlankSpace(source, ({ pos }) => {
      throw new SyntaxError(`TypeScript that cannot be erased at offset ${pos}`)
    })
    // Written aside and renamed: another process may read at the same time.
    mkdirSync(CACHE, { recursive: true })
    writeFileSync(`${cached}.${process.pid}`, code)
    renameSync(`${cached}.${process.pid}`, cached)
    return code
  }
}

/** Node calls it. @public */
export async function load (url, context, nextLoad) {
  if (!new URL(url).pathname.endsWith('.ts')) return nextLoad(url, context)
  const { source } = await nextLoad(url, { ...context, format: 'module' })
  return { format: 'module', shortCircuit: true, source: await blank(String(source)) }
}
