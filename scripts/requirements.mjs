// Writes docs/security/requirements.md: each security requirement with what is done, and the tests that show it.
//
//   npx -y pnpm@12 requirements
//
// What is done, and every answer that is no test, stands in docs/security/requirements.json. A test shows a requirement
// by carrying its id at the end of its name: 'a refresh token is replaced at each use [V10.4.5 P2.7]'.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'

const ROOT = new URL('../', import.meta.url)
const PAGE = 'docs/security/requirements.md'
const DATA = 'docs/security/requirements.json'

const INTRODUCTION = [
  'V1 to V16 are OWASP ASVS 5.0.0: all of Level 1, and Level 2 of V2, V6 (without a second factor), V7, V8, V9, V11',
  'and V16, in our own words; [the standard](https://github.com/OWASP/ASVS/tree/v5.0.0) has the full text. P1 to P5',
  "are the project's own promises. The last column names the tests that show a requirement, or answers it in words:",
  '*rules*, where a documented rule is what is asked for; *not applicable*, with the reason; *operator*, for what the',
  'operator has to do; *not met*.',
]

const textOf = (path) => readFileSync(new URL(path, ROOT), 'utf8')

const ID = String.raw`[VP]\d+(?:\.\d+)+`
/** A string literal that ends with ids. */
const NAME_WITH_IDS = new RegExp(String.raw`(['"\`])((?:\\.|(?!\1)[^\\\n])+) \[(${ID}(?: ${ID})*)\]\1`, 'g')

/** The tests in a file's text that show requirements, in their order. */
export function testsIn (file, text) {
  return [...text.matchAll(NAME_WITH_IDS)].map(([, , name, ids]) => ({
    file,
    name: name.replace(/\\(.)/g, '$1').replace(/\$\{[^}]*\}/g, '…'),
    ids: ids.split(' '),
  }))
}

/** The tests of all packages that show requirements. */
function allTests () {
  return ['contract', 'server', 'cli'].flatMap((name) =>
    readdirSync(new URL(`packages/${name}/test`, ROOT), { recursive: true, encoding: 'utf8' }).sort()
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `packages/${name}/test/${file}`)
      .flatMap((file) => testsIn(file, textOf(file))))
}

export function readData () {
  return JSON.parse(textOf(DATA))
}

const entriesOf = ({ chapters }) => chapters.flatMap(({ requirements }) => Object.entries(requirements))

/** Where a heading of a page is linked to. */
function anchorOf (heading) {
  return heading.toLowerCase().replace(/[^\w -]/g, '').replaceAll(' ', '-')
}

/** What is wrong with data and tests together, one sentence for each fault. */
export function faultsOf (data, tests, rules) {
  const entries = entriesOf(data)
  const ids = entries.map(([id]) => id)
  const headings = [...rules.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)
  return [
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `${id} stands twice in ${DATA}.`),
    ...tests.flatMap((test) => test.ids.filter((id) => !ids.includes(id))
      .map((id) => `"${test.name}" (${test.file}) names ${id}, which ${DATA} does not have.`)),
    ...entries.flatMap(([id, { done, rule, notApplicable, operator, notMet, why }]) => {
      const isAnswered = [rule, notApplicable, operator, notMet].some((answer) => answer !== undefined)
      return [
        ...(done ? [] : [`${id} does not say what is done.`]),
        ...(isAnswered || tests.some((test) => test.ids.includes(id)) ? [] : [`${id} has no test and no answer.`]),
        ...(rule === undefined || headings.includes(rule)
          ? []
          : [`${id} names the rules "${rule}", which are not there.`]),
        ...((notMet === undefined) === (why === undefined) ? [] : [`${id} must say both what is not met and why.`]),
      ]
    }),
  ]
}

function rowOf ([id, { done, rule, notApplicable, operator, notMet }], tests) {
  const shown = [
    ...tests.filter((test) => test.ids.includes(id)).map(({ file, name }) => `[${name}](../../${file})`),
    ...(rule === undefined ? [] : [`rules: [${rule}](rules.md#${anchorOf(rule)})`]),
    ...(notApplicable === undefined ? [] : [`not applicable: ${notApplicable}`]),
    ...(operator === undefined ? [] : [`operator: ${operator}`]),
    ...(notMet === undefined ? [] : [`**not met**: ${notMet}`]),
  ]
  return `| ${id} | ${[done, shown.join('<br>')].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

/** The page, whole. */
function pageOf (data, tests) {
  const unmet = entriesOf(data).filter(([, { notMet }]) => notMet !== undefined)
  return `# Security requirements

<!-- Written by scripts/requirements.mjs from requirements.json and from the ids in the names of tests. Do not edit. -->

${INTRODUCTION.join(' ')}

${data.chapters.map(({ title, requirements }) => `## ${title}

| id | what is done | shown by |
|---|---|---|
${Object.entries(requirements).map((entry) => rowOf(entry, tests)).join('\n')}
`).join('\n')}
## Not met

In whole or in part, and why:

${unmet.map(([id, { notMet, why }]) => `- ${id}: ${notMet}. The reason: ${why}.`).join('\n')}

## Left out

${data.leftOut.ids.join(', ')}. ${data.leftOut.why}
`
}

/** The page as it should be, and what is wrong with the requirements. */
function made () {
  const data = readData()
  const tests = allTests()
  return { page: pageOf(data, tests), faults: faultsOf(data, tests, textOf('docs/security/rules.md')) }
}

/** Whether the page is what the script would write, and what is wrong with the requirements. */
export function check () {
  const { page, faults } = made()
  return { isUpToDate: textOf(PAGE) === page, faults }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const { page, faults } = made()
  if (faults.length > 0) throw new Error(faults.join('\n'))
  writeFileSync(new URL(PAGE, ROOT), page)
}
