import t from 'tap'
import { hashPassword, passwordFault, spendAsMuchTime, verifyPassword } from '../../../src/features/users/password.ts'

t.test('a hash is argon2id of the cost that is asked for, with a salt of its own', async (t) => {
  const [first, second] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')])
  t.match(first, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  t.not(first, second)
  t.equal(await verifyPassword(first, 'correct horse'), true)
  t.equal(await verifyPassword(first, 'correct horsf'), false)
  t.equal(await verifyPassword(first, ''), false)
})

t.test('what is spent on nobody\'s password is a verification of that cost', async (t) => {
  t.equal(await spendAsMuchTime('correct horse'), false)
  t.equal(await spendAsMuchTime(''), false)
})

t.test('bytes are counted, not characters', async (t) => {
  t.equal(passwordFault('éééé', 'ada'), undefined)
  t.equal(passwordFault('ééé', 'ada'), 'This password is too short; use at least 8 bytes.')
  t.equal(passwordFault('😀'.repeat(256), 'ada'), undefined)
  t.equal(passwordFault('😀'.repeat(257), 'ada'), 'This password is too long; use at most 1024 bytes.')
})
