import t from 'tap'
import { fold } from '@fintrack/contract/text'
import { dictionary } from '@zxcvbn-ts/language-common'
import { hashPassword, passwordFault, verifyPassword } from '../../../src/features/users/password.ts'

t.test('a password hash is argon2id of the documented cost, with its own salt [V11.2.2 V11.4.2 P2.2]', async (t) => {
  const [first, second] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')])
  t.match(first, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  t.not(first, second)
  t.equal(await verifyPassword(first, 'correct horse'), true)
  t.equal(await verifyPassword(first, 'correct horsf'), false)
  t.equal(await verifyPassword(first, ''), false)
})

t.test('the password of an unknown user is checked as well, and is never right', async (t) => {
  t.equal(await verifyPassword(undefined, 'correct horse'), false)
  t.equal(await verifyPassword(undefined, ''), false)
})

t.test('hashing a password is refused as unavailable when too many wait [V2.4.1 P2.2]', async (t) => {
  const hashes = await Promise.allSettled(Array.from({ length: 230 }, () => verifyPassword(undefined, 'x')))
  const refused = hashes.filter(({ status }) => status === 'rejected')
  t.ok(refused.length > 0 && refused.length < 40, `${refused.length} of 230`)
  t.match(refused[0], { reason: { code: 'unavailable', extras: { retryAfterSeconds: 2 } } })
  t.equal(await verifyPassword(undefined, 'x'), false, 'and then it goes on')
})

t.test('the 3,000 commonest long enough passwords are refused, in any case [V6.2.4 V6.2.12]', async (t) => {
  const words = dictionary['passwords-common'].filter((word) => Buffer.byteLength(word) >= 8).slice(0, 3000)
  t.equal(words.length, 3000)
  const taken = []
  for (const word of words) if (await passwordFault(word, 'ada') === undefined) taken.push(word)
  t.strictSame(taken, [])
  const sentence = 'This password is one of the commonest, which are guessed first; choose another.'
  for (const word of [
    'password', 'PASSWORD', 'Password1', 'qwertyuiop', '12345678', 'ｐａｓｓｗｏｒｄ',
  ]) t.equal(await passwordFault(word, 'ada'), sentence, word)
  t.equal(fold('ｐａｓｓｗｏｒｄ'), 'password')
  t.equal(await passwordFault('a quiet river at dawn', 'ada'), undefined)
})

t.test('the length of a password is counted in bytes [V6.2.1 V6.2.9]', async (t) => {
  t.equal(await passwordFault('éééé', 'ada'), undefined)
  t.equal(await passwordFault('ééé', 'ada'), 'This password is too short; use at least 8 bytes.')
  t.equal(await passwordFault('😀'.repeat(256), 'ada'), undefined)
  t.equal(await passwordFault('😀'.repeat(257), 'ada'), 'This password is too long; use at most 1024 bytes.')
})
