import {
  changeAccount, checkBalance, createAccount, deleteAccount, getAccount, listAccounts, listBalanceChecks,
  replaceAccount,
} from '@fintrack/contract/accounts'
import { handle, type Route } from '../../dispatch.ts'
import { mapped } from '../paging.ts'
import { etagOf, rowAnswers } from '../update.ts'
import { accountToWire, checkToWire, type AccountBalance, type accountService } from './account-service.ts'

/** Of the account's own columns: its balance is made of other rows. */
function etag ({ balance: _, ...row }: AccountBalance): string {
  return etagOf(row)
}

const { shown, created } = rowAnswers(accountToWire, etag)

export function accountHandlers (accounts: ReturnType<typeof accountService>): Route[] {
  return [
    handle(listAccounts, async (context, { query }) => mapped(await accounts.list(context, query), accountToWire)),
    handle(
      createAccount, async (context, { body }) => created(createAccount.path, await accounts.create(context, body))
    ),
    handle(getAccount, async (context, { id }) => shown(await accounts.get(context, id))),
    handle(replaceAccount, async (context, { id, body }) => shown(await accounts.update(context, id, body))),
    handle(changeAccount, async (context, { id, body }) => shown(await accounts.update(context, id, body))),
    handle(deleteAccount, (context, { id }) => accounts.remove(context, id)),
    handle(
      listBalanceChecks,
      async (context, { id, query }) => mapped(await accounts.checks(context, id, query), checkToWire)
    ),
    handle(checkBalance, async (context, { id, body }) => ({ body: await accounts.check(context, id, body) })),
  ]
}
