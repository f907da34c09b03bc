/** The documents lead only to files, sections and numbers that are there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

const ROOT = new URL('../../../', import.meta.url)
const textOf = (path: string) => readFileSync(new URL(path, ROOT), 'utf8')
const inFolder = (folder: string) => readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })

const DOCUMENTS = [
  ...readdirSync(ROOT), ...inFolder('docs').map((file) => `docs/${file}`),
].filter((path) => path.endsWith('.md'))

function anchorsOf (path: string): string[] {
  return [...textOf(path).matchAll(/^#+ (.+)$/gm)]
    .map(([, heading = '']) => heading.toLowerCase().replace(/[^\w -]/g, '').replaceAll(' ', '-'))
}

t.test('each link in the documents leads to a file and a section that are there', async (t) => {
  t.ok(DOCUMENTS.length > 20)
  for (const path of DOCUMENTS) {
    const links = [...textOf(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
    const dead = links.filter((link) => {
      if (/^(?:https:\/\/|mailto:)/.test(link)) return false
      const url = new URL(link, new URL(path, ROOT))
      const target = url.href.slice(ROOT.href.length).replace(/#.*/, '')
      if (!existsSync(new URL(target, ROOT))) return true
      return url.hash !== '' && !anchorsOf(target).includes(url.hash.slice(1))
    })
    t.strictSame(dead, [], path)
  }
})

t.test('each file of the source that the documents name is there', async (t) => {
  for (const path of ['ARCHITECTURE.md', 'CONTRIBUTING.md']) {
    const named = [...textOf(path).matchAll(/`((?:packages|scripts|docs|bench|examples)\/[\w./-]+)`/g)]
      .map(([, file = '']) => file)
    t.ok(named.length > 0, path)
    t.strictSame(named.filter((file) => !existsSync(new URL(file, ROOT))), [], path)
  }
})

t.test('the index of decisions lists every decision with its title', async (t) => {
  const files = readdirSync(new URL('docs/adr', ROOT)).filter((file) => /^\d{4}-/.test(file)).sort()
  const titles = files.map((file) => {
    const [, number, title] = /^# (\d+)\. (.+)\n/.exec(textOf(`docs/adr/${file}`)) ?? []
    t.equal(Number(number), Number(file.slice(0, 4)), file)
    return `- [${number}. ${title}](${file})`
  })
  t.strictSame(textOf('docs/adr/README.md').match(/^- \[.*$/gm), titles)
})
