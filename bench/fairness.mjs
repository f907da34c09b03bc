// How long other users and /healthz wait while one user, or a stranger, sends the worst that is allowed: a server of
// its own, on SQLite and then on PostgreSQL. For each load it prints how long that took, and the median and the longest
// wait of /healthz, of another user's read and of another user's write while it ran.
//   node bench/fairness.mjs [rounds] [sqlite|postgres] [words of a load's name]     after `npx -y pnpm@12 build`
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { startPostgres } from '../scripts/postgres.mjs'
import { csv, PASSWORD, send, served, times, user } from './served.mjs'

const rounds = Number(process.argv[2] ?? 3)
const only = process.argv[3]
const PROBE_MS = 20

const ROW = { date: '2024-05-01', amount: '1', type: 'expense' }
const LONG = times(4990, at => `${String(at).padStart(5, '0')}${'groceries and more '.repeat(5)}`.slice(0, 100))
const NEEDLES = [`${'a'.repeat(199)}b`, `b${'a'.repeat(199)}`, `${'a'.repeat(100)}b${'a'.repeat(99)}`]

// Made before anything is measured: this process must not wait for itself.
const UNKNOWN_ROWS = JSON.stringify({
  transactions: times(1000, () => ({ date: '2024-05-01', amount: '1', category: `x${LONG[7]}` })),
})
const UNKNOWN_FIELDS = JSON.stringify({
  transactions: times(1000, () => Object.fromEntries(times(45, at => [`x${at}${'y'.repeat(32)}`, 1]))),
})
const STRANGERS = JSON.stringify(Object.fromEntries(times(1500, at => [`x${at}`, 1])))
const CATEGORIES = csv(LONG.map(name => `2024-05-01,expense,${name},1,`))
const NEW_CATEGORIES = csv(LONG.map(name => `2024-05-01,expense,new ${name.slice(0, 90)},1,`))
/** Half of them: an import has at most 16 MiB. */
const DESCRIPTIONS = csv(times(750, at => `2024-05-01,expense,,${at + 1},${'a'.repeat(20_000)}`))
const CATEGORY_ROWS = csv(times(50_000, at => `2024-05-01,expense,Food,${at + 1}.00,`))
const ROWS = csv(times(50_000, at => `2024-05-01,expense,,${at + 1}.00,`))

const LONG_TEXTS = csv(times(800, at => `2024-05-01,expense,,${at + 1},${'a'.repeat(20_000)}`))
// Each of these letters is eighteen in the text to search in.
const LIGATURES = csv(times(270, at => `2024-05-01,expense,,${at + 1},${'\uFDFA'.repeat(20_000)}`))
const LINE_BREAKS = { body: '\n'.repeat(16_000_000), type: 'text/csv' }
const QUOTED_BREAKS = csv(times(80, at => `2024-05-01,expense,,${at + 1},"${'\n'.repeat(199_000)}"`))
const CURRENCIES = [
  'AED', 'AUD', 'BGN', 'BRL', 'CAD', 'CHF', 'CLP', 'CNY', 'COP', 'CZK', 'DKK', 'EGP', 'EUR', 'GBP', 'HKD', 'HUF', 'IDR',
  'ILS', 'INR', 'ISK', 'JPY', 'KRW', 'KWD', 'MAD', 'MXN', 'MYR', 'NOK', 'NZD', 'PEN', 'PHP', 'PLN', 'QAR', 'RON', 'SAR',
  'SEK', 'SGD', 'THB', 'TRY', 'USD', 'ZAR',
]
/** Every category in every currency: four files, each within the rows that an import takes. */
const EVERY_CURRENCY = times(4, file => ({
  body: ['date,type,category,amount,currency', ...CURRENCIES.slice(file * 10, file * 10 + 10).flatMap(
    currency => LONG.map((name, at) => `2024-05-${String(at % 28 + 1).padStart(2, '0')},expense,${name},1,${currency}`)
  )].join('\n'),
  type: 'text/csv',
}))

const REMOVAL = { body: { password: PASSWORD } }

const JUNK = JSON.stringify(Object.fromEntries(times(4000, at => [`x${at}`, 'y'])))
const BAD_LINES = csv(
  times(50_000, at => `x${'y'.repeat(60)},x${'y'.repeat(60)},${'1'.repeat(120)},x${at},${'z'.repeat(150)}`)
)
const SHORT_ROWS = JSON.stringify({
  transactions: times(1000, () => ({ date: '2024-05-01', amount: '1', type: 'expense' })),
})
const LONG_ROWS = JSON.stringify({
  transactions: times(1000, () => ({
    date: '2024-05-01', amount: '1', type: 'expense', description: 'a'.repeat(2000),
  })),
})
const EMPTY_LISTS = `{"transactions": [${'[],'.repeat(690_000)}[]]}`
const FORM = { body: times(3000, at => `${at.toString(36)}=`).join('&'), type: 'application/x-www-form-urlencoded' }
const LONG_QUERY = new URLSearchParams(times(150, at => [`x${at}${'y'.repeat(40)}`, 'z'])).toString()

/**
 * Every endpoint of the document with the longest query, and with the largest body that it takes, one after another.
 */
async function everyEndpoint (ask, address) {
  const { paths } = JSON.parse((await send(address, 'GET', '/openapi.json')).text)
  for (const [path, operations] of Object.entries(paths)) {
    for (const [verb, { requestBody, security }] of Object.entries(operations)) {
      if (verb === 'parameters') continue
      const types = Object.keys(requestBody?.content ?? {})
      const isUpload = types.includes('text/csv')
      const body = path.includes('bulk') ? UNKNOWN_FIELDS : security?.length === 0 ? STRANGERS : JUNK
      await ask(verb.toUpperCase(), `${path.replace('{id}', '1')}?${LONG_QUERY}`)
      if (types.length > 0) await ask(verb.toUpperCase(), path.replace('{id}', '1'), isUpload ? BAD_LINES : { body })
    }
  }
  return { status: 'all' }
}

/** A book of 4,990 categories in 40 currencies in one month, with a budget for 4,080 of them. */
async function manyCurrencies (ask) {
  for (const file of EVERY_CURRENCY) await ask('POST', '/api/imports/', file)
  const budget = category => ask('POST', '/api/budgets/', {
    body: { category, month: '2024-05', monthly_limit: '5' },
  })
  for (let at = 0; at < 4080; at += 4) await Promise.all(LONG.slice(at, at + 4).map(budget))
}

async function longDescriptions (ask) {
  for (let file = 0; file < 2; file += 1) await ask('POST', '/api/imports/?again=true', DESCRIPTIONS)
}

/** Asks for what a load needs. @throws where it is refused: the load would measure nothing */
function surely (ask) {
  return async (method, path, options) => {
    const answer = await ask(method, path, options)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 300)}`)
    return answer
  }
}

/** What is there before each load, by its user; and the load, which sends all at once. */
const LOADS = {
  'a category that is not there, among 4,990': {
    before: ask => ask('POST', '/api/imports/', CATEGORIES),
    load: ask => times(8, () => ask('GET', `/api/transactions/?category=${encodeURIComponent(`x${LONG[7]}`)}`)),
  },
  'a bulk write of 1,000 such rows': {
    before: ask => ask('POST', '/api/imports/', CATEGORIES),
    load: ask => times(4, () => ask('POST', '/api/transactions/bulk/', { body: UNKNOWN_ROWS })),
  },
  'a bulk write of unknown fields, 1.8 MB': {
    load: ask => times(2, () => ask('POST', '/api/transactions/bulk/', { body: UNKNOWN_FIELDS })),
  },
  'registrations with unknown fields, 16 KB, by strangers': {
    load: (_, address) => times(40, () => send(address, 'POST', '/api/users/register/', { body: STRANGERS })),
  },
  'a search of 200 letters in 1,500 descriptions of 20,000, eight at once': {
    before: longDescriptions,
    load: ask => times(8, at => ask('GET', `/api/transactions/?limit=1&q=${NEEDLES[at % NEEDLES.length]}`)),
  },
  'every endpoint, with the longest query and the largest body': {
    load: (ask, address) => [everyEndpoint(ask, address)],
  },
  'a bulk body of 690,000 empty lists, 2 MB': {
    load: ask => [ask('POST', '/api/transactions/bulk/', { body: EMPTY_LISTS })],
  },
  'bulk bodies of empty lists, 2 MB, 32 at once': {
    load: ask => times(32, () => ask('POST', '/api/transactions/bulk/', { body: EMPTY_LISTS })),
  },
  'bulk bodies of unknown fields, 1.8 MB, 32 at once': {
    load: ask => times(32, () => ask('POST', '/api/transactions/bulk/', { body: UNKNOWN_FIELDS })),
  },
  'bulk writes of 1,000 long rows, 2 MB, 32 at once': {
    load: ask => times(32, () => ask('POST', '/api/transactions/bulk/', { body: LONG_ROWS })),
  },
  'bulk writes of 1,000 short rows, 32 at once': {
    load: ask => times(32, () => ask('POST', '/api/transactions/bulk/', { body: SHORT_ROWS })),
  },
  'forms of 3,000 fields, 400 at once, by strangers': {
    load: (_, address) => times(400, () => send(address, 'POST', '/api/token/', FORM)),
  },
  'the OpenAPI document, 300 times at once, by strangers': {
    load: (_, address) => times(300, () => send(address, 'GET', '/openapi.json')),
  },
  'logins with unknown fields, 16 KB, 400 at once, by strangers': {
    load: (_, address) => times(400, () => send(address, 'POST', '/api/token/', { body: STRANGERS })),
  },
  'a page of 1,000 descriptions of 20,000 letters': {
    before: longDescriptions,
    load: ask => [ask('GET', '/api/transactions/?limit=1000')],
  },
  'such a page, 8 times at once': {
    before: longDescriptions,
    load: ask => times(8, () => ask('GET', '/api/transactions/?limit=1000')),
  },
  'all 1,500 such descriptions, 8 times at once': {
    before: longDescriptions,
    load: ask => times(8, () => ask('GET', '/api/transactions/')),
  },
  'an import of 4,990 new categories': {
    load: ask => [ask('POST', '/api/imports/', NEW_CATEGORIES)],
    isOnce: true,
  },
  'an import of 50,000 rows': {
    load: ask => [ask('POST', '/api/imports/?again=true', ROWS)],
  },
  'an import of 16 MB of long descriptions': {
    load: ask => [ask('POST', '/api/imports/?again=true', LONG_TEXTS)],
  },
  'an import of 16 MB of letters that are eighteen in the text to search in': {
    load: ask => [ask('POST', '/api/imports/?again=true', LIGATURES)],
  },
  'an import of 16 MB of line breaks': {
    load: ask => [ask('POST', '/api/imports/', LINE_BREAKS)],
  },
  'an import of 16 MB of line breaks in quotes': {
    load: ask => [ask('POST', '/api/imports/', QUOTED_BREAKS)],
  },
  'the removal of a category with 50,000 rows': {
    before: async ask => {
      await ask('POST', '/api/imports/?again=true', CATEGORY_ROWS)
    },
    load: async ask => {
      const [{ id }] = JSON.parse((await ask('GET', '/api/categories/')).text)
      return [ask('DELETE', `/api/categories/${id}/?uncategorize=true`)]
    },
  },
  'the undo of that removal': {
    before: async ask => {
      await ask('POST', '/api/imports/?again=true', CATEGORY_ROWS)
      const [{ id }] = JSON.parse((await ask('GET', '/api/categories/')).text)
      await ask('DELETE', `/api/categories/${id}/?uncategorize=true`)
    },
    load: async ask => {
      const [{ id }] = JSON.parse((await ask('GET', '/api/changes/?limit=1')).text)
      return [ask('POST', `/api/changes/${id}/undo/`)]
    },
  },
  'the undo of an import of 50,000 rows': {
    before: ask => ask('POST', '/api/imports/?again=true', ROWS),
    load: async ask => {
      const [{ id }] = JSON.parse((await ask('GET', '/api/changes/?limit=1')).text)
      return [ask('POST', `/api/changes/${id}/undo/`)]
    },
  },
  'the undo of that undo': {
    before: async ask => {
      await ask('POST', '/api/imports/?again=true', ROWS)
      const [{ id }] = JSON.parse((await ask('GET', '/api/changes/?limit=1')).text)
      await ask('POST', `/api/changes/${id}/undo/`)
    },
    load: async ask => {
      const [{ id }] = JSON.parse((await ask('GET', '/api/changes/?limit=1')).text)
      return [ask('POST', `/api/changes/${id}/undo/`)]
    },
  },
  'the report of 4,990 categories in 40 currencies with 4,080 budgets, four at once': {
    before: manyCurrencies,
    load: ask => times(4, () => ask('GET', '/api/reports/monthly/?month=2024-05')),
    isOnce: true,
  },
  'the status of 4,080 budgets of the same book, four at once': {
    before: manyCurrencies,
    load: ask => times(4, () => ask('GET', '/api/budgets/status/?month=2024-05')),
    isOnce: true,
  },
  'the deletion of a user with 300,000 rows': {
    before: async ask => {
      for (const file of times(6, () => ROWS)) await ask('POST', '/api/imports/?again=true', file)
    },
    load: ask => [ask('DELETE', '/api/users/me/', REMOVAL)],
    isOnce: true,
  },
  'the deletion of a user with 20,000 changes': {
    before: async ask => {
      for (let at = 0; at < 20_000; at += 4) {
        await Promise.all(times(4, () => ask('POST', '/api/transactions/', { body: ROW })))
      }
    },
    load: ask => [ask('DELETE', '/api/users/me/', REMOVAL)],
    isOnce: true,
  },
  'the deletion of a user with 6,000 descriptions of 20,000 letters': {
    before: async ask => {
      for (const file of times(8, () => DESCRIPTIONS)) await ask('POST', '/api/imports/?again=true', file)
    },
    load: ask => [ask('DELETE', '/api/users/me/', REMOVAL)],
    isOnce: true,
  },
}

/** Asks again and again until it is over. @returns how long each took */
async function probe (isOver, ask) {
  const waits = []
  while (!isOver()) {
    const { ms, status } = await ask()
    waits.push(status < 400 ? ms : Infinity)
    await new Promise(resolve => { setTimeout(resolve, PROBE_MS) })
  }
  return waits
}

function median (values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}

async function measure (address, name, { before, load, isOnce }) {
  const rows = []
  for (let round = 0; round < (isOnce ? 1 : rounds); round += 1) {
    const greedy = await user(address, `greedy${Math.random().toString(36).slice(2)}`)
    const other = await user(address, `other${Math.random().toString(36).slice(2)}`)
    await before?.(surely(greedy), address)
    let isOver = false
    const probes = [
      () => send(address, 'GET', '/healthz'),
      () => other('GET', '/api/transactions/?limit=10'),
      () => other('POST', '/api/transactions/', { body: ROW }),
    ].map(ask => probe(() => isOver, ask))
    const started = performance.now()
    const answers = await Promise.all(await load(greedy, address))
    const ms = performance.now() - started
    isOver = true
    const waits = (await Promise.all(probes)).map(all => Math.max(...all))
    rows.push([ms, ...waits])
    if (round === 0) console.log(`${name}: ${[...new Set(answers.map(({ status }) => status))].join()}`)
  }
  const [ms, healthz, read, write] = [0, 1, 2, 3].map(at => Math.round(median(rows.map(row => row[at]))))
  console.log(
    `  ${ms} ms; the longest wait of /healthz ${healthz} ms, a read ${read} ms, a write ${write} ms (medians of ` +
      `${rows.length})`
  )
}

const postgres = only === 'sqlite' ? undefined : await startPostgres()
for (const [database, url] of [
  ['sqlite', undefined],
  ['postgres', postgres && `postgres://fintrack@localhost/postgres?host=${encodeURIComponent(postgres.socket)}`],
]) {
  if (only !== undefined && only !== database) continue
  console.log(`on ${database}`)
  const { address, stop } = await served(url)
  for (const [name, load] of Object.entries(LOADS)) {
    if (process.argv[4] === undefined || name.includes(process.argv[4])) await measure(address, name, load)
  }
  await stop()
}
await postgres?.stop()
