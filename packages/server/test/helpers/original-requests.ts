/** What a client of the original API asks: it knows users, categories, transactions, budgets and reports alone. */
import type { FastifyInstance, InjectOptions } from 'fastify'

type Method = Exclude<InjectOptions['method'], undefined>
type OriginalRequest = readonly [method: Method, url: string, payload?: object]

export interface Reply {
  readonly request: string
  readonly status: number
  readonly body: unknown
}

const LOGIN = { username: 'ada', password: 'a quiet river at dawn' }

const ORIGINAL_REQUESTS: readonly OriginalRequest[] = [
  ['POST', '/api/users/register/', { ...LOGIN, email: 'ada@example.org' }],
  ['POST', '/api/users/register/', { ...LOGIN, email: 'ada@example.org' }],
  ['POST', '/api/token/', { ...LOGIN, password: 'another river at dawn' }],
  ['POST', '/api/token/', LOGIN],
  ['GET', '/api/users/me/'],

  ['POST', '/api/categories/', { name: 'Food', type: 'expense' }],
  ['POST', '/api/categories/', { name: 'Salary', type: 'income' }],
  ['POST', '/api/categories/', { name: 'Rent', type: 'expense' }],
  ['POST', '/api/categories/', { name: 'food', type: 'expense' }],
  ['POST', '/api/categories/', { name: 'Fun' }],
  ['GET', '/api/categories/'],
  ['GET', '/api/categories/1/'],
  ['PUT', '/api/categories/3/', { name: 'House', type: 'expense' }],
  ['PATCH', '/api/categories/3/', { name: 'Rent' }],
  ['GET', '/api/categories/99/'],

  ['POST', '/api/transactions/', { date: '2024-05-03', amount: '12.50', category: 1, description: 'milk' }],
  ['POST', '/api/transactions/', { date: '2024-05-28', amount: 3200, category: 2, type: 'income' }],
  ['POST', '/api/transactions/', { date: '2024-05-01', amount: '900.00', category: 3, type: 'expense' }],
  ['POST', '/api/transactions/', { date: '2024-04-30', amount: '8', type: 'expense', category: null }],
  ['POST', '/api/transactions/', { date: '2024-02-30', amount: '8', category: 1 }],
  ['POST', '/api/transactions/', { date: '2024-05-03', amount: 'much', category: 1 }],
  ['POST', '/api/transactions/', { date: '2024-05-03', amount: '8', category: 99 }],
  ['POST', '/api/transactions/', { date: '2024-05-03', amount: '8', category: 1, type: 'income' }],
  ['GET', '/api/transactions/'],
  ['GET', '/api/transactions/?month=2024-05'],
  ['GET', '/api/transactions/?category=1'],
  ['GET', '/api/transactions/1/'],
  ['PUT', '/api/transactions/1/', { date: '2024-05-04', amount: '13.75', category: 1, description: 'milk, bread' }],
  ['PATCH', '/api/transactions/1/', { amount: '14.00' }],
  ['DELETE', '/api/transactions/4/'],
  ['GET', '/api/transactions/4/'],

  ['POST', '/api/budgets/', { category: 1, month: '2024-05', monthly_limit: '10.00' }],
  ['POST', '/api/budgets/', { category: 3, month: '2024-05', monthly_limit: '1000' }],
  ['POST', '/api/budgets/', { category: 1, month: '2024-05', monthly_limit: '20.00' }],
  ['GET', '/api/budgets/'],
  ['GET', '/api/budgets/1/'],
  ['PUT', '/api/budgets/1/', { category: 1, month: '2024-05', monthly_limit: '15' }],
  ['PATCH', '/api/budgets/1/', { monthly_limit: '12.00' }],
  ['GET', '/api/budgets/status/?month=2024-05'],

  ['GET', '/api/reports/monthly/?month=2024-05'],
  ['GET', '/api/reports/monthly/?month=2024-13'],

  ['DELETE', '/api/budgets/2/'],
  ['DELETE', '/api/categories/1/'],
  ['DELETE', '/api/categories/1/?uncategorize=true'],
  ['GET', '/api/transactions/'],
]

/** Tokens are random. */
function withoutTokens (body: unknown): unknown {
  const text = JSON.stringify(body)
  return text === undefined ? null : JSON.parse(text.replace(/"(access|refresh)":"[^"]+"/g, '"$1":"<token>"'))
}

/** Asks all of them, one after the other, as the user who logs in with the fourth. */
export async function replay (server: FastifyInstance): Promise<Reply[]> {
  const replies: Reply[] = []
  let access: string | undefined
  for (const [method, url, payload] of ORIGINAL_REQUESTS) {
    const { statusCode: status, body: text } = await server.inject({
      method, url,
      ...payload === undefined ? {} : { payload },
      ...access === undefined ? {} : { headers: { authorization: `Bearer ${access}` } },
    })
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    if (body instanceof Object && 'access' in body) access = String(body.access)
    replies.push({ request: `${method} ${url}`, status, body: withoutTokens(body) })
  }
  return replies
}
