/** The same city as people of many languages write it: its country and name, then the others. */
export const cityNames = `
DE Cologne: Köln; Koeln; Keulen; Kolonia; Colonia; Colònia; Kolín nad Rýnem; Кёльн; Кельн; 科隆; ケルン; 쾰른; KÖLN; köln; Cologne, Germany; Köln (Deutschland)
DE Munich: München; Muenchen; Monaco di Baviera; Monachium; Mnichov; Múnich; Munique; Мюнхен; 慕尼黑; ミュンヘン; 뮌헨; Munich, Bavaria
DE Berlin: Berlino; Berlín; Berlim; Берлин; 柏林; ベルリン; 베를린; Βερολίνο; Berlijn; BERLIN; Berlin, DE
DE Hamburg: Hambourg; Hamburgo; Amburgo; Гамбург; 汉堡; ハンブルク; Hamborg
DE Frankfurt am Main: Frankfurt; Frankfurt a.M.; Frankfurt/Main; Frankfurt (Main); Francfort; Fráncfort; Francoforte; Франкфурт-на-Майне; Frankfurt, Germany; Frankfurt a. M.
DE Frankfurt (Oder): Frankfurt/Oder; Frankfurt (Oder); Frankfurt an der Oder
DE Nuremberg: Nürnberg; Nuernberg; Norimberga; Nuremberga; Norymberga; Norimberk; Нюрнберг; Neurenberg
DE Düsseldorf: Düsseldorf; Duesseldorf; Dusseldorf; Дюссельдорф
DE Aachen: Aachen; Aken; Aix-la-Chapelle; Aquisgrán; Akwizgran; Aquisgrana
DE Leipzig: Lipsia; Lipsko; Lipsk; Лейпциг
DE Dresden: Dresde; Dresda; Drážďany; Drezno; Дрезден
DE Hanover: Hannover; Hanovre; Hanôver; Ганновер
DE Bremen: Brême; Brema; Бремен
DE Regensburg: Ratisbonne; Ratisbona; Řezno; Ratyzbona
DE Mainz: Mayence; Maguncia; Magonza; Moguncja
DE Trier: Trèves; Tréveris; Treviri; Trewir
DE Freiburg im Breisgau: Freiburg; Fribourg-en-Brisgau; Freiburg i. Br.
AT Vienna: Wien; Vienne; Viena; Wenen; Bécs; Wiedeń; Vídeň; Вена; 维也纳; ウィーン; 빈; Βιέννη; Viyana
AT Salzburg: Salzbourg; Salzburgo; Salisburgo; Зальцбург
AT Graz: Грац; グラーツ
CH Zurich: Zürich; Zuerich; Zurigo; Zúrich; Zurique; Цюрих; 苏黎世; チューリッヒ
CH Geneva: Genève; Genf; Ginevra; Ginebra; Genewa; Женева; 日内瓦
CH Basel: Bâle; Basilea; Bazylea; Базель
CH Bern: Berne; Berna; Берн
CH Lausanne: Losanna; Lausana; Лозанна
CH Lucerne: Luzern; Lucerna; Люцерн
CH St. Gallen: Sankt Gallen; St. Gallen; Saint-Gall; San Gallo; St Gallen
NL Amsterdam: Амстердам; アムステルダム; 阿姆斯特丹; Άμστερνταμ
NL The Hague: Den Haag; 's-Gravenhage; La Haye; La Haya; L'Aia; Haga; Гаага; The Hague
NL Rotterdam: Róterdam; Roterdã; Роттердам
NL Eindhoven: Эйндховен
NL 's-Hertogenbosch: Den Bosch; 's-Hertogenbosch; Bois-le-Duc
BE Brussels: Bruxelles; Brussel; Brüssel; Bruselas; Bruxelas; Bruksela; Брюссель; ブリュッセル; 布鲁塞尔
BE Antwerp: Antwerpen; Anvers; Amberes; Anversa; Antuérpia; Антверпен
BE Ghent: Gent; Gand; Gante; Гент
BE Liège: Liège; Luik; Lüttich; Lieja; Liegi; Льеж
BE Bruges: Brugge; Brügge; Brujas; Брюгге
BE Leuven: Louvain; Löwen; Lovaina; Lovanio
FR Paris: Parigi; París; Paryż; Париж; 巴黎; パリ; 파리; Παρίσι; Parijs; Paříž
FR Lyon: Lione; Lyón; Лион; リヨン
FR Marseille: Marsiglia; Marsella; Marselha; Marsylia; Марсель
FR Nice: Nizza; Niza; Ницца; Nice, France
FR Strasbourg: Straßburg; Strassburg; Estrasburgo; Strasburgo; Štrasburk; Страсбург; Straatsburg
FR Bordeaux: Burdeos; Бордо; Bordéus
FR Toulouse: Tolosa; Тулуза; Tuluza
FR Lille: Rijsel; Лилль
FR Saint-Etienne: Saint-Étienne; St-Étienne; St. Etienne
GB London: Londres; Londra; Londyn; Londen; Londýn; Лондон; 伦敦; ロンドン; 런던; Λονδίνο; London, UK; London, England
GB Edinburgh: Édimbourg; Edimburgo; Edynburg; Эдинбург
GB Manchester: Манчестер; マンチェスター
GB Birmingham: Бирмингем; Birmingham, UK
GB Cardiff: Caerdydd; Кардифф
GB Belfast: Béal Feirste; Белфаст
IE Dublin: Dublín; Dublino; Baile Átha Cliath; Дублин
IE Cork: Corcaigh; Cork, Ireland
ES Madrid: Мадрид; マドリード; 马德里; 마드리드; Madrid, España
ES Barcelona: Barcellona; Barcelone; Барселона; バルセロナ; 巴塞罗那
ES Seville: Sevilla; Séville; Siviglia; Sevilha; Севилья
ES Zaragoza: Saragossa; Saragosse; Сарагоса
ES A Coruña: La Coruña; A Coruña
ES Donostia / San Sebastian: San Sebastián; Donostia; Donostia / San Sebastián; Saint-Sébastien
ES Bilbao: Bilbo; Бильбао
PT Lisbon: Lisboa; Lissabon; Lisbonne; Lisbona; Lizbona; Lisabon; Лиссабон; 里斯本; リスボン; Λισαβόνα
PT Porto: Oporto; Порту; Porto, Portugal
IT Rome: Roma; Rom; Rzym; Řím; Рим; 罗马; ローマ; 로마; Ρώμη
IT Milan: Milano; Mailand; Milán; Milão; Mediolan; Милан; ミラノ; 米兰
IT Florence: Firenze; Florenz; Florencia; Florença; Florencja; Флоренция
IT Venice: Venezia; Venedig; Venise; Venecia; Veneza; Wenecja; Benátky; Венеция
IT Naples: Napoli; Neapel; Nápoles; Neapol; Неаполь
IT Turin: Torino; Turín; Turim; Turyn; Турин
IT Genoa: Genova; Genua; Gênes; Génova; Генуя
IT Bologna: Bologne; Bolonia; Болонья
IT Bolzano: Bozen
DK Copenhagen: København; Koebenhavn; Kopenhagen; Copenhague; Copenaghen; Köpenhamn; Kööpenhamina; Копенгаген; Kodaň; 哥本哈根; コペンハーゲン
DK Aarhus: Århus; Орхус
SE Stockholm: Estocolmo; Stoccolma; Sztokholm; Tukholma; Стокгольм; ストックホルム
SE Gothenburg: Göteborg; Goeteborg; Gotemburgo; Гётеборг
SE Malmo: Malmö; Мальмё
NO Oslo: Осло; オスロ; 奥斯陆
NO Bergen: Берген; Bergen, Norway
FI Helsinki: Helsingfors; Хельсинки; ヘルシンキ; 赫尔辛基
FI Turku: Åbo; Турку
IS Reykjavik: Reykjavík; Reikiavik; Рейкьявик
PL Warsaw: Warszawa; Warschau; Varsovie; Varsovia; Varsavia; Varšava; Варшава; 华沙; ワルシャワ
PL Krakow: Kraków; Cracow; Krakau; Cracovie; Cracovia; Краков
PL Wroclaw: Wrocław; Breslau; Breslavia; Вроцлав
PL Gdansk: Gdańsk; Danzig; Гданьск
PL Lodz: Łódź; Lodz; Лодзь
PL Poznan: Poznań; Posen; Познань
CZ Prague: Praha; Prag; Praga; Прага; Prága; 布拉格; プラハ
CZ Brno: Brünn; Брно
SK Bratislava: Pressburg; Pozsony; Братислава
HU Budapest: Будапешт; ブダペスト; 布达佩斯; Budapešť
SI Ljubljana: Lubiana; Любляна
HR Zagreb: Zagabria; Загреб
RS Belgrade: Beograd; Belgrad; Београд; Белград
RO Bucharest: București; Bukarest; Bucarest; Бухарест
BG Sofia: София; Sofia, Bulgaria
GR Athens: Αθήνα; Athen; Athènes; Atenas; Atene; Афины; アテネ; Athina
GR Thessaloniki: Θεσσαλονίκη; Saloniki; Салоники; Selanik
TR Istanbul: İstanbul; Istanbul; Стамбул; イスタンブール; Estambul; 伊斯坦布尔
TR Ankara: Анкара
RU Moscow: Москва; Moskau; Moscou; Mosca; Moscú; Moskwa; Moskva; 莫斯科; モスクワ
RU Saint Petersburg: Санкт-Петербург; Sankt Petersburg; St. Petersburg, Russia; Saint-Pétersbourg; San Pietroburgo
UA Kyiv: Київ; Kiev; Kiew; Киев; Kijów
UA Lviv: Львів; Lwów; Lemberg; Львов
UA Odessa: Одеса; Odesa; Одесса
LT Vilnius: Wilno; Вильнюс; Wilna
LV Riga: Rīga; Рига
EE Tallinn: Таллин
IL Tel Aviv: תל אביב; Тель-Авив; Tel Aviv-Yafo
IL Jerusalem: ירושלים; القدس; Gerusalemme; Jérusalem; Иерусалим
EG Cairo: القاهرة; Kairo; Le Caire; El Cairo; Каир; 开罗
AE Dubai: دبي; Дубай; Dubaï; 迪拜
SA Riyadh: الرياض; Riad; Эр-Рияд
MA Marrakesh: Marrakech; Marrakesch; مراكش
KE Nairobi: Найроби; ナイロビ
ZA Cape Town: Kaapstad; Kapstadt; Le Cap; Ciudad del Cabo; Кейптаун
US New York: NYC; New York City; Nueva York; Нью-Йорк; 纽约; ニューヨーク; 뉴욕; New York, NY
US San Francisco: San Francisco, CA; Сан-Франциско; 旧金山; サンフランシスコ
US Los Angeles: Los Ángeles; Лос-Анджелес; 洛杉矶; ロサンゼルス; LA
US Washington D.C.: Washington, D.C.; Washington DC; Washington; Вашингтон
US Chicago: Чикаго; シカゴ; 芝加哥
US Philadelphia: Philadelphie; Filadelfia; Филадельфия
US New Orleans: Nueva Orleans; La Nouvelle-Orléans; Новый Орлеан
CA Montreal: Montréal; Монреаль; Montreal, Canada
CA Québec: Québec; Quebec City; Ville de Québec
CA Toronto: Торонто; トロント
MX Mexico City: Ciudad de México; Mexiko-Stadt; CDMX; Мехико; 墨西哥城
BR São Paulo: Sao Paulo; São Paulo; San Paolo; Сан-Паулу
BR Rio de Janeiro: Río de Janeiro; Рио-де-Жанейро
AR Buenos Aires: Буэнос-Айрес; ブエノスアイレス
CL Santiago: Santiago de Chile; Santiago, Chile
CO Bogotá: Bogota; Bogotá; Богота
PE Lima: Лима; Lima, Peru
CU Havana: La Habana; La Havane; Havanna; Гавана
CN Beijing: 北京; 北京市; Peking; Pékin; Pekín; Пекин; 베이징; Pechino
CN Shanghai: 上海; 上海市; Schanghai; Шанхай; Xangai
CN Guangzhou: 广州; Canton; Kanton; Гуанчжоу
HK Hong Kong: 香港; Hongkong; Гонконг
TW Taipei: 台北; 臺北; Taipeh; Тайбэй
JP Tokyo: 東京; 东京; Tōkyō; Tokio; Tóquio; Токио; 도쿄; 東京都
JP Osaka: 大阪; Ōsaka; Осака; 오사카
JP Kyoto: 京都; Kyōto; Kioto; Киото
JP Sapporo: 札幌; Саппоро
KR Seoul: 서울; Séoul; Seúl; Сеул; 首尔; ソウル; 서울특별시
KR Busan: 부산; Pusan; 釜山
IN Mumbai: मुंबई; Bombay; Мумбаи; 孟买
IN Bengaluru: Bangalore; Bengaluru; Бангалор
IN Kolkata: Calcutta; Kalkutta; कोलकाता
IN Chennai: Madras; चेन्नई
VN Ho Chi Minh City: Saigon; Thành phố Hồ Chí Minh; Hồ Chí Minh
VN Hanoi: Hà Nội; Ханой; 河内
TH Bangkok: กรุงเทพมหานคร; Бангкок; バンコク; 曼谷
SG Singapore: Singapur; Singapour; 新加坡; シンガポール; Сингапур
ID Jakarta: Djakarta; Джакарта; 雅加达
AU Sydney: Сидней; シドニー; 悉尼
AU Melbourne: Мельбурн; 墨尔本
NZ Auckland: Auckland, New Zealand
`
