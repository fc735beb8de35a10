import type { Encoding } from './text.js'

/** Encodings of one language or platform, and what they are in words. They are read; what comes of the table is written in UTF-8, but for the first. */
export const legacyNames = {
  'windows-1252': 'Western European',
  'windows-1250': 'Central European',
  'windows-1251': 'Cyrillic',
  'windows-1253': 'Greek',
  'windows-1254': 'Turkish',
  macintosh: 'of old Macintosh computers',
  big5: 'traditional Chinese',
  gb18030: 'simplified Chinese',
  'euc-kr': 'Korean',
  'euc-jp': 'Japanese',
  shift_jis: 'Japanese',
} as const
export type Legacy = keyof typeof legacyNames

/** Whether text in this encoding is written in UTF-8. */
export function isReadOnly(encoding: Encoding): boolean {
  return encoding in legacyNames && encoding !== 'windows-1252'
}
