import type { Account, AccountChange, AccountFilters, AccountInput, CheckResult } from '@fintrack/contract/accounts'
import { day, type Day } from '@fintrack/contract/dates'
import { formatAmount, formatMoney, minor, parseAmount, type Minor } from '@fintrack/contract/money'
import { Faults, invalid, Problem } from '@fintrack/contract/problem'
import { faultOfSigns, normalName, quote } from '@fintrack/contract/text'
import type { RequestContext } from '../../request-context.ts'
import { noChange, type ChangeLog } from '../changes/change-log.ts'
import { paged, type Page } from '../paging.ts'
import type { RecordingRepositories, Repositories, UnitOfWork } from '../repositories.ts'
import { describeUses } from '../references.ts'
import { isId, unknownName } from '../unknown-name.ts'
import { describeChangedFields, requireMatch, translateUniqueViolation, updateRow } from '../update.ts'
import { currencyOf } from '../users/user-service.ts'
import { bankIdsOf, type AccountRow, type AccountValues } from './account-repository.ts'
import type { BalanceCheckRow } from './balance-check-repository.ts'

/** Every row counts. */
const END = day('9999-12-31')

type Readable = Pick<Repositories, 'accounts' | 'users'>

export type { AccountRow, BalanceCheckRow }

/** An account with what it holds: minor units as text, since that may be more than a number holds, and is JSON. */
export interface AccountBalance extends AccountRow { readonly balance: string }

function missing (id: number): Problem {
  return new Problem('not_found', `There is no account ${id}.`)
}

function nameTaken (name: string): Problem {
  return new Problem('already_exists', `There is an account ${quote(name)} already; choose another name.`)
}

async function getAccount (repos: Pick<Repositories, 'accounts'>, user: number, id: number): Promise<AccountRow> {
  const row = await repos.accounts.get(user, id)
  if (row === undefined) throw missing(id)
  return row
}

function withBalance (row: AccountRow, moved: ReadonlyMap<number, bigint>): AccountBalance {
  return { ...row, balance: String(BigInt(row.opening_balance) + (moved.get(row.id) ?? 0n)) }
}

async function balanceOf (
  repos: Pick<Repositories, 'accounts'>, user: number, row: AccountRow, on: Day = END
): Promise<AccountBalance> {
  return withBalance(row, await repos.accounts.moved(user, on, row.id))
}

/** As banks' own names are compared: without spaces, in upper case. */
function normalBankId (text: string): string {
  return text.normalize('NFKC').replaceAll(/\s/gu, '').toUpperCase()
}

/** @throws Problem validation_failed where another account has one of these */
async function requireFreeBankIds (
  repos: Readable, user: number, bankIds: readonly string[], ownId: number | undefined
): Promise<void> {
  for (const other of await repos.accounts.all(user)) {
    if (other.id === ownId) continue
    const taken = bankIdsOf(other).find((one) => bankIds.includes(one))
    if (taken !== undefined) {
      throw invalid({ bank_ids: [`${quote(taken)} belongs to the account ${quote(other.name)} already.`] })
    }
  }
}

function nameFrom (given: string, before: string | undefined, faults: Faults): string {
  const name = normalName(given)
  const signs = name === before ? undefined : faultOfSigns(name)
  if (signs !== undefined) faults.add('name', signs)
  if (isId(name)) faults.add('name', `${quote(name)} is only digits, which would be read as an id; add a letter.`)
  return name
}

function openingFrom (
  given: AccountChange['opening_balance'], currency: string, before: AccountRow | undefined, faults: Faults
): Minor {
  if (given === undefined) {
    if (before !== undefined && before.currency !== currency && before.opening_balance !== 0) {
      faults.add(
        'currency', `The currency changes only together with the opening balance; give that in ${currency} as well.`
      )
    }
    return before?.opening_balance ?? minor(0)
  }
  const parsed = parseAmount(given, currency)
  if ('minor' in parsed) return parsed.minor
  faults.add('opening_balance', parsed.fault)
  return minor(0)
}

/** The values of a new account, or of one that is changed. @throws Problem with all faults at once */
async function valuesOf (
  repos: Readable, user: number, given: AccountChange, before?: AccountRow
): Promise<AccountValues> {
  const faults = new Faults()
  const currency = given.currency ?? before?.currency ?? await currencyOf(repos, user)
  const bankIds = given.bank_ids === undefined ? undefined : [...new Set(given.bank_ids.map(normalBankId))]
  const name = given.name === undefined ? String(before?.name) : nameFrom(given.name, before?.name, faults)
  const opening = openingFrom(given.opening_balance, currency, before, faults)
  faults.check()
  if (bankIds !== undefined) await requireFreeBankIds(repos, user, bankIds, before?.id)
  return {
    name,
    currency,
    opening_balance: opening,
    opening_date: given.opening_date === undefined
      ? before?.opening_date ?? null
      : given.opening_date === null ? null : day(given.opening_date),
    bank_ids: bankIds === undefined ? before?.bank_ids ?? '[]' : JSON.stringify(bankIds),
    archived: given.archived === undefined ? before?.archived ?? 0 : given.archived ? 1 : 0,
  }
}

/** What stands in the way of deleting an account, or of changing its currency: not the checks of its balance. */
async function usesOf (repos: RecordingRepositories, user: number, id: number, isCurrency: boolean): Promise<string> {
  const { balance_checks: checks = 0, ...counts } = await repos.accounts.uses(user, id)
  return describeUses('account', isCurrency ? { ...counts, balance_checks: checks } : counts)
}

/** `: name now "Visa"; archived now yes`, for the change log. */
function describeDifference (before: AccountRow, after: AccountRow): string {
  const fieldsOf = (row: AccountRow): ReadonlyArray<readonly [string, string]> => [
    ['name', quote(row.name)],
    ['opening balance', formatMoney(row.opening_balance, row.currency)],
    ['opening day', row.opening_date ?? 'none'],
    ['bank ids', bankIdsOf(row).join(', ') || 'none'],
    ['archived', row.archived === 1 ? 'yes' : 'no'],
  ]
  return describeChangedFields(fieldsOf(before), fieldsOf(after))
}

export function accountService ({ uow, log }: { uow: UnitOfWork, log: ChangeLog }) {
  return {
    /** With a name: the one account of that name, or the refusal that suggests the nearest. */
    list: async ({ user }: RequestContext, query: AccountFilters): Promise<Page<AccountBalance>> => {
      const on = query.on === undefined ? END : day(query.on)
      const { name } = query
      if (name !== undefined) {
        return uow.snapshot(user, async (repos) => {
          const row = await repos.accounts.byName(user, normalName(name))
          if (row === undefined) throw unknownName({ entity: 'account', field: 'name', name: normalName(name) })
          return { body: [await balanceOf(repos, user, row, on)] }
        })
      }
      return paged<AccountBalance>('accounts', query, ['number'], (row) => [row.id], (after, most) =>
        uow.snapshot(user, async (repos) => {
          const rows = await repos.accounts.page(user, query.archived, after, most)
          const moved = rows.length === 0 ? new Map<number, bigint>() : await repos.accounts.moved(user, on)
          return rows.map((row) => withBalance(row, moved))
        }))
    },

    get: ({ user }: RequestContext, id: number): Promise<AccountBalance> =>
      uow.snapshot(user, async (repos) => balanceOf(repos, user, await getAccount(repos, user, id))),

    create: (context: RequestContext, input: AccountInput): Promise<AccountBalance> =>
      translateUniqueViolation(log.write(context, 'create', async (repos) => {
        const { user } = context
        const values = await valuesOf(repos, user, input)
        const id = await repos.accounts.insert(values)
        // Nothing has moved in a new account.
        const result = withBalance(await getAccount(repos, user, id), new Map())
        const opening = formatMoney(values.opening_balance, values.currency)
        return { result, summary: `Added account ${id}: ${quote(values.name)}, ${opening}` }
      }), () => nameTaken(input.name)),

    /** PUT and PATCH: with the required fields, or with some. */
    update: (context: RequestContext, id: number, change: AccountChange): Promise<AccountBalance> =>
      translateUniqueViolation(log.write(context, 'change', async (repos) => {
        const { user } = context
        const { before, after } = await updateRow({
          name: `Account ${id}`,
          ifMatch: context.ifMatch,
          get: () => getAccount(repos, user, id),
          ownColumns: (row) => row,
          valuesOf: (row) => valuesOf(repos, user, change, row),
          write: async (values, row) => {
            if (values.currency !== row.currency) {
              const uses = await usesOf(repos, user, id, true)
              if (uses !== '') {
                throw new Problem(
                  'account_in_use', `${quote(row.name)} is used by ${uses}, so that its currency cannot change.`
                )
              }
            }
            await repos.accounts.update(id, values)
          },
        })
        const result = await balanceOf(repos, user, after)
        if (before === after) return noChange(result)
        const summary = `Changed account ${id} (${quote(before.name)})${describeDifference(before, after)}`
        return { result, summary }
      }), () => nameTaken(String(change.name))),

    /** Deletes an account that nothing uses, with the checks of its balance. */
    remove: (context: RequestContext, id: number): Promise<void> => log.write(context, 'delete', async (repos) => {
      const { user } = context
      const account = await getAccount(repos, user, id)
      requireMatch(context.ifMatch, account, `Account ${id}`)
      const uses = await usesOf(repos, user, id, false)
      if (uses !== '') {
        throw new Problem('account_in_use', `${quote(account.name)} is used by ${uses}.`)
      }
      await repos.balanceChecks.removeWhere({ account: id })
      await repos.accounts.remove(id)
      return { result: undefined, summary: `Deleted account ${id}: ${quote(account.name)}` }
    }),

    checks: async (
      { user }: RequestContext, id: number, query: { limit?: number, cursor?: string }
    ): Promise<Page<BalanceCheckRow>> => {
      await getAccount(uow.read, user, id)
      return paged<BalanceCheckRow>(
        `checks of account ${id}`, query, ['text', 'number'], (row) => [row.date, row.id],
        (after, most) => uow.scan(user, (repos) => repos.balanceChecks.page(user, id, after, most))
      )
    },

    /** Compares the balance at the end of a day with what the bank says; only a check that agrees is kept. */
    check: (
      context: RequestContext, id: number, given: { amount: string | number, date: string }
    ): Promise<CheckResult> => log.write<CheckResult>(context, 'create', async (repos) => {
      const { user } = context
      const account = await getAccount(repos, user, id)
      const { currency } = account
      const parsed = parseAmount(given.amount, currency)
      if ('fault' in parsed) throw invalid({ amount: [parsed.fault] })
      const date = day(given.date)
      const balance = BigInt((await balanceOf(repos, user, account, date)).balance)
      const difference = BigInt(parsed.minor) - balance
      const [last] = (await repos.balanceChecks.page(user, id, [date, Number.MAX_SAFE_INTEGER], 1))
      const compared = {
        balance: formatAmount(balance, currency),
        difference: formatAmount(difference, currency),
        since: last?.date ?? null,
      }
      if (difference !== 0n) return noChange({ agreed: false, ...compared, check: null })
      const checkId = await repos.balanceChecks.insert({ account: id, currency, date, amount: parsed.minor })
      const row = await repos.balanceChecks.get(user, checkId)
      return {
        result: { agreed: true, ...compared, check: checkToWire(row) },
        summary: `Checked account ${id} (${quote(account.name)}): ${formatMoney(parsed.minor, currency)} on ${date}`,
      }
    }),
  }
}

export function checkToWire (row: BalanceCheckRow) {
  return { ...row, amount: formatAmount(row.amount, row.currency) }
}

export function accountToWire ({ version: _, ...row }: AccountBalance): Account {
  return {
    ...row,
    opening_balance: formatAmount(row.opening_balance, row.currency),
    bank_ids: bankIdsOf(row),
    archived: row.archived === 1,
    balance: formatAmount(BigInt(row.balance), row.currency),
  }
}
