/** Every migration in its order: the number of a schema is how many have run. */
import { tables } from './0001-tables.ts'
import { identity } from './0002-identity.ts'
import { changes } from './0003-changes.ts'
import { entities } from './0004-entities.ts'
import { packedRows } from './0005-packed-rows.ts'
import { changeLinks } from './0006-change-links.ts'
import { money } from './0007-money.ts'
import { searchKeys } from './0008-search-keys.ts'
import { rowLinks } from './0009-row-links.ts'

/** A statement, or by its name what SQL cannot do. */
type Step = string | { readonly work: 'newKeys' | 'oldKeys' }

/** The steps of one database. */
type Steps = Readonly<Record<'sqlite' | 'postgres', readonly Step[]>>

/** Steps for each database, side by side. */
interface Migration { readonly up: Steps, readonly down: Steps }

export const MIGRATIONS: readonly Migration[] = [
  tables, identity, changes, entities, packedRows, changeLinks, money, searchKeys, rowLinks,
]

/** The number of the newest schema. */
export const LATEST = MIGRATIONS.length

/**
 * The hash of each schema on SQLite, from the empty one to the newest, by which an opening knows that a book has the
 * schema of its version (`db/sqlite/schema.ts`). A migration that books have run never changes, and nor does its hash.
 */
export const SQLITE_HASHES: readonly string[] = [
  '4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945',
  '950c25a90862c2bca1223c664781eb6b3d07a263bc1dee00afc074adb9fc8355',
  'd38198f23e8373216c47c9724507cefe575af4cb091fc0f874317f0e3f1abc26',
  '99e7489742721ce2abbf96a1d96a99f85b03b3e0a32388c108c7928e8330c3cf',
  'ac1e50386775b755300ef88489100bc50a54e961e5d9111b93e2538a3ff9bd62',
  'c87fa73e52125b264f023c5faee8610915d78cb526be22c935424b01bbcfce44',
  'd8de6e51c364b468fd34df978663fd740a15028a19b4b3c9965ec12541fb4b7f',
  '7f319656c25e948a426ef6fdc85465cf0f9a6fd069a9be4e73fbc1ee9a60aad0',
  '490746539894af1a46ad9ec2dd6e86b3acd879e9dca4c28c6b87068ca4265887',
  'd057351293f9f01c76f6b07b06d1c89e44c98164c4b60b7042ad230ce962f0e4',
]

/** What brings a book from one schema to another, up or down. */
export function stepsBetween (version: number, target: number, database: keyof Steps): Step[] {
  return version <= target
    ? MIGRATIONS.slice(version, target).flatMap((step) => step.up[database])
    : MIGRATIONS.slice(target, version).reverse().flatMap((step) => step.down[database])
}

/** The same of a schema without rows: statements alone. */
export function statementsBetween (version: number, target: number, database: keyof Steps): string[] {
  return stepsBetween(version, target, database).filter((step) => typeof step === 'string')
}
