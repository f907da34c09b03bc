import { counted, listed } from '@fintrack/contract/text'

/** How many rows a book holds. */
interface RowCounts {
  readonly users: number
  readonly transactions: number
  readonly categories: number
  readonly budgets: number
}

/** `1,204 transactions, 12 categories and 5 budgets`, and of whom where there are several. */
export function bookInWords ({ users, transactions, categories, budgets }: RowCounts): string {
  const rows = listed([counted(transactions, 'transaction'), counted(categories, 'category', 'categories'), counted(budgets, 'budget')])
  return users > 1 ? `${rows} of ${counted(users, 'user')}` : rows
}
