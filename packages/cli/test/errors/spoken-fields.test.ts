import { invalid, Problem } from '@fintrack/contract/problem'
import t from 'tap'
import { withSpokenFields } from '../../src/errors/spoken-fields.ts'
import { screen } from '../helpers/screen.ts'

function spoken (field: string, ...sentences: readonly string[]): string {
  return (withSpokenFields(invalid({ [field]: sentences })) as Problem).message
}

t.test('a refusal is said without the field of the API where its sentence says all by itself', (t) => {
  const taken = '"A1" belongs to the account "Giro" already.'
  t.equal(spoken('bank_ids', taken), taken)
  t.equal(spoken('splits', 'The parts sum to 1.', 'No.'), 'The parts sum to 1. (and 1 more)')
  t.equal(spoken('splits[1].to_account', '"Giro" is in USD.'), '"Giro" is in USD.')
  t.equal(spoken('ids', 'This transaction is a transfer.'), 'This transaction is a transfer.')
  t.end()
})

t.test('a refusal that speaks of its field names the option, or the field where there is none', (t) => {
  t.equal(spoken('to_amount', 'Both accounts are in USD; leave this out.'),
    '--to-amount: Both accounts are in USD; leave this out.')
  t.equal(spoken('type', 'This field is required.'), 'type: This field is required.')
  t.end()
})

t.test('every other error, and one that names no field, stays as it is', (t) => {
  for (const error of [
    new Error('broken'),
    new Problem('import_rejected', 'line 2: No.', { errors: { 'line 2': ['No.'] } }),
    new Problem('validation_failed', 'The body is no object.'),
    new Problem('validation_failed', 'The body is no object.', { errors: { amount: ['No.'] } }),
  ]) t.equal(withSpokenFields(error), error)
  t.end()
})

t.test('commands speak of what was typed, and fintrack api of the fields of the API', async (t) => {
  const home = t.testdir({})
  t.match(await screen(['account', 'add', '17'], { home }), {
    code: 2, stderr: 'error: "17" is only digits, which would be read as an id; add a letter.\n',
  })
  t.match(await screen(['api', 'POST', '/api/accounts/', '-f', 'name=17'], { home }), {
    code: 2, stderr: /^error: name: "17" is only digits/,
  })
  t.match(await screen(['account', 'add', '17', '-o', 'json'], { home }), {
    code: 2, stderr: /"detail":"\\"17\\" is only digits.*"errors":\{"name":\["/,
  })
})
