import { describe, expect, test } from 'vitest'
import { readBytes } from '../../src/io/read.js'
import { guessLegacy } from '../../src/io/text/guess-legacy.js'
import { encodingNamed } from '../../src/io/text/text.js'
import { createRng } from '../../src/random/rng.js'
import { inferSchema } from '../../src/table/inference/infer.js'

/** Bytes of words in an encoding: what its decoder makes of two bytes, or of one, the other way round. */
function encoder(encoding: string): (text: string) => Uint8Array {
  const decoder = new TextDecoder(encoding)
  const codes = new Map<string, number[]>()
  for (let lead = 255; lead >= 0x80; lead--) {
    const single = decoder.decode(Uint8Array.of(lead, 0x20)).slice(0, -1)
    if (single.length === 1 && single !== '\ufffd') codes.set(single, [lead])
    for (let trail = 255; trail >= 0x40; trail--) {
      const character = decoder.decode(Uint8Array.of(lead, trail))
      if (character.length === 1 && character !== '\ufffd') codes.set(character, [lead, trail])
    }
  }
  return (text) => Uint8Array.from(Array.from(text).flatMap((own) => (own < '\x80' ? [own.charCodeAt(0)] : (codes.get(own) ?? [0x3f]))))
}

function table(encoding: string, words: string): Uint8Array {
  const rng = createRng(2)
  const all = words.split(' ')
  const word = (): string => all[rng.integer(all.length)] as string
  const lines = Array.from({ length: 120 }, (_, i) => `${i},${word()},${rng.integer(90)},${word()}`)
  return encoder(encoding)(['id,name,value,note', ...lines].join('\n'))
}

const texts: [encoding: string, words: string][] = [
  ['big5', '臺北市 大安區 信義路 國小 學生 姓名 男 女 高雄市 左營區 教師 公司 電話 地址 備註 已婚 未婚 資料 統計 年度 人口數'],
  ['gb18030', '北京市 海淀区 小学 学生 姓名 男 女 上海市 浦东新区 教师 公司 电话 地址 备注 已婚 未婚 数据 统计 年度 人口数'],
  ['euc-kr', '서울특별시 강남구 역삼동 초등학교 학생 이름 남자 여자 부산광역시 해운대구 교사 회사 전화 주소 비고 기혼 미혼 자료 통계'],
  ['shift_jis', '東京都 港区 さいたま市 学生 なまえ 男 女 大阪府 テスト データ かわさき 北海道 さっぽろ 会社 でんわ 住所 メモ'],
  ['shift_jis', '佐藤 太郎 東京都 千代田区 鈴木 花子 大阪府 中央区 高橋 一郎 北海道 港区 田中 美咲 愛知県 渡辺 健太 電話番号 購入日 金額'],
  ['euc-jp', '東京都 港区 さいたま市 学生 なまえ 男 女 大阪府 テスト データ かわさき 北海道 さっぽろ 会社 でんわ 住所 メモ'],
  ['windows-1251', 'Москва Иванов мужчина женщина Новосибирск учитель компания адрес телефон Самара Казань примечание студент школа'],
  ['windows-1250', 'Łódź Kraków Gdańsk Poznań Wrocław mężczyzna źródło Żółć książka Plzeň děti učitel říjen škola święto'],
  ['macintosh', 'Montréal Québec Zürich Köln España niño François élève garçon Málaga Düsseldorf Genève'],
  ['windows-1252', 'Montréal Québec Zürich Köln España niño François élève garçon São Conceição ação GRÖßE AÇÃO Ünlü Øresund Þór ÉCOLE'],
  ['windows-1252', 'ESPAÑA LOGROÑO CORUÑA MÁLAGA CÁDIZ LEÓN ÖSTERREICH GRÜN FUßBALL STRAßE ÇANAKKALE ÅLESUND Ærø'],
  ['windows-1253', 'Αθήνα Θεσσαλονίκη άνδρας γυναίκα Παπαδόπουλος δάσκαλος εταιρεία διεύθυνση τηλέφωνο Πάτρα Ηράκλειο μαθητής'],
  ['windows-1251', 'МОСКВА ИВАНОВ САМАРА КАЗАНЬ НОВОСИБИРСК ПЕТРОВА ОМСК'],
  ['windows-1254', 'İstanbul Şişli öğrenci kadın erkek Beyoğlu çalışan Eskişehir Ağrı Kırşehir müdür'],
  ['windows-1252', 'Università Forlì Città è già così Libertà Verità Perché Lunedì Età Caffè più'],
  ['windows-1252', 'Gràcia Català També Però Això Començà Història Àrea Màrius'],
  ['windows-1252', 'Niño Año España Muñoz Señor Peña Núñez Ibáñez Compañía'],
  ['windows-1252', 'à è ì ò ù 5 à 10'],
  ['windows-1252', 'Þórður Ægir Guðrún Jónsdóttir Akureyri Húsavík Ísafjörður'],
  ['windows-1252', 'Käse Äpfel Ärger Bär Mädchen Jäger Träger Wärme'],
  ['windows-1252', '25°C µg/m³ 10µm ±5 £12 €5 § ½ ¿qué? ¡hola! “quoted” it’s a–b 3×4 «oui» km² m³/s Ångström'],
]

describe('encodings of one language', () => {
  test.each(texts)('%s is told from the rest: %s', (encoding, words) => {
    expect(guessLegacy(table(encoding, words))).toBe(encoding)
  })

  test('rows come out as they were, and it is said how they were read and will be written', async () => {
    const bytes = table('big5', texts[0]?.[1] as string)
    const { raw, facts } = await readBytes(
      (async function* () {
        // Cut within a character.
        yield bytes.subarray(0, 27)
        yield bytes.subarray(27)
      })(),
      {},
    )
    expect(facts.dialect?.encoding).toBe('big5')
    expect(facts.notes.join()).toContain('read as big5 (traditional Chinese): it is not valid UTF-8; what comes of it is written in UTF-8')
    const words = new Set(texts[0]?.[1].split(' '))
    const { columns } = inferSchema(raw).schema
    expect((columns[1] as { levels: string[] }).levels.every((level) => words.has(level))).toBe(true)
  })

  test('other names of an encoding', () => {
    expect(['cp1252', 'latin1', 'gbk', 'gb2312', 'sjis', 'cp1250', 'UTF-8', 'utf16le', 'mac'].map(encodingNamed)).toEqual([
      ...['windows-1252', 'windows-1252', 'gb18030', 'gb18030', 'shift_jis', 'windows-1250', 'utf-8', 'utf-16le', 'macintosh'],
    ])
    expect(() => encodingNamed('klingon')).toThrow("no such encoding (got 'klingon')")
  })
})
