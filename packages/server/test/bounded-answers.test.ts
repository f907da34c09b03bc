/**
 * The largest and the worst requests that every endpoint takes: an answer that refuses one is small, and a suggestion
 * compares a bounded number of names.
 */
import t from 'tap'
import { importTransactions } from '@fintrack/contract/imports'
import { createTransactions, listTransactions } from '@fintrack/contract/transactions'
import { ENDPOINTS } from '@fintrack/contract/endpoints'
import { FAULTS_SHOWN, MOST_NAMES, OPEN_BODY_BYTES } from '@fintrack/contract/limits'
import { bothDatabases, bytesOf, logInAs, type HttpApi } from './helpers/api.ts'

/** Of an answer that refuses a request. */
const MOST_BYTES = 16 * 1024

/** Characters that take six bytes in JSON. */
const WORST = '\u0001'.repeat(40)

/** As many unknown fields as a body may have, with names as long as they may be shown, up to a size. */
function unknownFields (bytes: number): string {
  const fields: string[] = []
  for (let [at, left] = [0, bytes - 2]; ; at += 1) {
    const field = `${JSON.stringify(`${at}${WORST}`)}:1`
    if ((left -= field.length + 1) < 0 || at === MOST_NAMES) return `{${fields.join()}}`
    fields.push(field)
  }
}

/** Each field of a body with the worst value. */
function worstValues (names: readonly string[]): string {
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, WORST.repeat(100)])))
}

async function worstAnswers (api: HttpApi): Promise<Array<{ request: string, status: number, bytes: number }>> {
  const answers: Array<{ request: string, status: number, bytes: number }> = []
  for (const { method, path, body, query, upload, open, bodyLimitBytes = 65_536 } of ENDPOINTS.values()) {
    // One of them ends the session.
    const authorization = `Bearer ${await logInAs(api, 'ada')}`
    const url = path.replace(':id', '1')
    const worstQuery = Array.from({ length: 150 }, (_, at) => `${at}${'%01'.repeat(25)}=${'%01'.repeat(10)}`).join('&')
    const known = Object.keys(query?.properties ?? {}).map((name) => `${name}=${'%01'.repeat(300)}`).join('&')
    const bodies = upload !== undefined
      ? [`date,type,category,amount\n${`${WORST},${WORST},${WORST},${WORST}\n`.repeat(5000)}`]
      : body === undefined
        ? [undefined]
        : [unknownFields(open === true ? OPEN_BODY_BYTES : bodyLimitBytes), worstValues(Object.keys(body.properties))]
    for (const payload of bodies) {
      for (const asked of ['', worstQuery, known]) {
        const answer = await api.server.inject({
          method, url: `${url}?${asked}`,
          headers: { authorization, 'content-type': upload?.[0] ?? 'application/json' },
          ...(payload === undefined ? {} : { payload }),
        })
        const request = `${method} ${url}?${asked.slice(0, 9)} with ${payload?.slice(0, 9)}`
        answers.push({ request, status: answer.statusCode, bytes: Buffer.byteLength(answer.body) })
      }
    }
  }
  return answers
}

bothDatabases(t, 'an answer that refuses a request has at most 16 KiB, whatever the request [P3.9]', async (t, api) => {
  const answers = await worstAnswers(api)
  t.ok(answers.filter(({ status }) => status === 400).length > 40, 'most of them are refused for their content')
  for (const { request, status, bytes } of answers) {
    if (status >= 400) t.ok(bytes <= MOST_BYTES, `${request}: ${status} with ${bytes} bytes`)
  }
})

bothDatabases(t, 'a bulk write of unknown fields is refused with 20 faults and their number', async (t, api) => {
  const user = await api.user()
  const row = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`x${at}`, 1]))
  const transactions = Array.from({ length: 1000 }, () => row)
  const { body } = await user.answer(createTransactions, { body: { transactions } })
  const { errors, more } = body as { errors: Record<string, string[]>, more: number }
  t.equal(Object.values(errors).flat().length, FAULTS_SHOWN)
  t.equal(more, 1000 * (40 + 2) - FAULTS_SHOWN, 'the rest of all rows')
  const some = await user.answer(createTransactions, { query: [['partial', 'true']], body: { transactions } })
  t.ok(JSON.stringify(some.body).length < 1024 * 1024, 'where each row has an answer, each names its first fault')
})

bothDatabases(t, 'a suggestion looks at a bounded number of categories, once in a request [P3.9]', async (t, api) => {
  const user = await api.user()
  const names = Array.from({ length: 3000 }, (_, at) => `${'groceries and more '.repeat(5)}${at}`.slice(-100))
  const csv = ['date,type,category,amount', ...names.map((name) => `2024-05-01,expense,${name},1`)].join('\n')
  await user.call(importTransactions, { body: bytesOf(csv) })
  const read: number[] = []
  api.served.reader.on('query-response', (rows: unknown, { sql }: { sql: string }) => {
    if (/select [`"]name[`"] from [`"]categories/.test(sql) && Array.isArray(rows)) read.push(rows.length)
  })
  const unknown = `${names[1]?.slice(1)}x`
  const { body } = await user.answer(listTransactions, { query: [['category', unknown]] })
  t.match(body, { suggestion: names[1] })
  const rows = Array.from({ length: 20 }, () => ({ date: '2024-05-01', amount: '1', category: unknown }))
  await user.answer(createTransactions, { body: { transactions: rows } })
  t.ok(read.length <= 1 + 1, 'at most once for each request')
  t.ok(read.every((count) => count <= 1000), `${read.join()} names`)
})
