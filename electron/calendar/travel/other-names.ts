import { folded } from './folding.ts'

/** The one list of names that people write and the sources of the data do not have, or have for another place: the city's own name there, then those. */
const lines = `
DE Frankfurt am Main: Frankfurt; Frankfurt/Main; Frankfurt a.M.; Frankfurt a. M.; Francfort; Francfort-sur-le-Main; Fráncfort; Fráncfort del Meno; Francoforte; Франкфурт; フランクフルト; 法兰克福
DE Frankfurt (Oder): Frankfurt/Oder; Frankfurt a.d. Oder; Frankfurt an der Oder
DE Freiburg im Breisgau: Freiburg i. Br.; Freiburg i.Br.
DE Halle: Halle (Saale); Halle/Saale; Halle a. d. Saale
DE Offenbach: Offenbach a. M.; Offenbach am Main
DE Munich: 慕尼黑; Minga
AT Vienna: 维也纳; 維也納; ウィーン; 비엔나; Viyana
NL Amsterdam: アムステルダム; 암스테르담
NL The Hague: 's-Gravenhage
NL Rotterdam: Róterdam; Roterdã; Roterdão; ロッテルダム
NL 's-Hertogenbosch: Den Bosch
ES A Coruña: Corunna; La Corogne
PT Lisbon: Λισαβόνα; 리스본
IT Milan: 米兰; 米蘭; 밀라노
IT Venice: 威尼斯; ヴェネツィア; 베네치아
IT Florence: フィレンツェ; 佛罗伦萨; 피렌체
CH Zurich: 苏黎世; 蘇黎世; チューリヒ; 취리히
CH Geneva: ジュネーブ; ジュネーヴ; 제네바
PL Krakow: Cracow; Kraków; クラクフ; 克拉科夫
RS Belgrade: Београд; Beograd
UA Lviv: Lemberg; Lvov; Leopolis; Lwiw
UA Kyiv: Kyjiw
RU Saint Petersburg: Sankt Petersburg; Petersburg, Russia; St Petersburg, Russia; サンクトペテルブルク; 圣彼得堡
US New York: NYC; Manhattan; Brooklyn; 纽约; 紐約; 뉴욕
US San Francisco: SF; 三藩市; 샌프란시스코
US Los Angeles: LA; 로스앤젤레스; 洛杉磯
US Washington D.C.: Washington DC; ワシントン; 华盛顿; 워싱턴
CA Québec: Ville de Québec; Quebec City
MX Mexico City: CDMX; Ciudad de Mexico; México D.F.; Mexico DF; Cidade do México
CN Shanghai: Schanghai; Shanghái; 상하이
CN Shenzhen: 深圳; 심천; Shenzen
TW Taipei: 臺北; 臺北市; 台北市; 타이베이
HK Hong Kong: 홍콩; ホンコン
JP Osaka: 오사카; 大阪市; 大阪府; Осака
JP Kyoto: 교토; 京都市
JP Tokyo: 東京; 도쿄도
KR Seoul: ソウル; 首爾; 汉城
KR Busan: 釜山; プサン
IN Mumbai: Bombay; मुंबई; मुम्बई; ムンバイ
IN Bengaluru: Bangalore
IN Delhi: दिल्ली
IN New Delhi: नई दिल्ली
IN Chennai: चेन्नई; சென்னை
VN Hanoi: 河内; ハノイ; 하노이
VN Ho Chi Minh City: Saigon; HCMC; Ho Chi Minh; 胡志明市; ホーチミン; 호찌민
TH Bangkok: กรุงเทพ; กรุงเทพฯ; Krung Thep; 방콕
SG Singapore: Singapur; Singapour; Singapura; 新加坡; シンガポール; 싱가포르; Сингапур; Σιγκαπούρη
LU Luxembourg: Luxemburg; Luxemburgo; Lussemburgo; Luksemburg; Люксембург
MC Monaco: Mónaco; Монако
`

/** By the folded name: country and name as in the data. */
export const otherNames: ReadonlyMap<string, { readonly country: string; readonly name: string }> = new Map(
  lines
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [head = '', names = ''] = line.split(': ')
      const city = { country: head.slice(0, 2), name: head.slice(3) }
      return names.split('; ').map((name) => [folded(name), city] as const)
    }),
)
