// Preloaded into a process under test: writes the URL or path of every module that it loads to the file
// $RECORDED_MODULES, a line each.
import { appendFileSync } from 'node:fs'
import { createRequire, register } from 'node:module'
import process from 'node:process'

const hooks = `
  import { appendFileSync } from 'node:fs'
  export async function load (url, context, next) {
    appendFileSync(process.env.RECORDED_MODULES, url + '\\n')
    return next(url, context)
  }
`
register(`data:text/javascript,${encodeURIComponent(hooks)}`)

const { cache } = createRequire(import.meta.url)
process.on('exit', () => {
  appendFileSync(
    process.env.RECORDED_MODULES, Object.keys(cache).map(path => `${path}\n`).join('')
  )
})
