/** Tags as a person types them. */
import { TAG_MAX_CHARACTERS } from '@fintrack/contract/limits'
import { isTag, quote } from '@fintrack/contract/text'
import { usage } from '../errors/usage.ts'

/** @throws UserError 'usage' for what is no tag */
export function parseTags (texts: readonly string[] | undefined, flag: string): string[] | undefined {
  const wrong = texts?.find((text) => !isTag(text, TAG_MAX_CHARACTERS))
  if (wrong === undefined) return texts && [...texts]
  throw usage(`${flag} is ${quote(wrong)}, which is not a tag.`,
    `Write 1 to ${TAG_MAX_CHARACTERS} letters, digits, - and _, with / between the parts of a path, such as trip/rome.`)
}
