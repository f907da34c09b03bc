import t from 'tap'
import { UserError } from '@fintrack/contract/errors'

t.test('a user error carries its kind, its sentence, its remedy and where it was', async (t) => {
  const cause = new Error('EACCES')
  const error = new UserError('book', 'The book cannot be opened.', { hint: 'look at it', place: '/books', cause })
  t.match(error, { kind: 'book', message: 'The book cannot be opened.', hint: 'look at it', place: '/books', cause })
  t.strictSame(Object.hasOwn(new UserError('usage', 'No.'), 'cause'), false)
})
