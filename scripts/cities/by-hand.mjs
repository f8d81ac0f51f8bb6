/** Codes of IATA for a whole city with several airports, which flights are told with too, and airports that serve another city. */
export const metropolitanCodes = [
  ['BER', 'Berlin', 'DE'],
  ['BJS', 'Beijing', 'CN'],
  ['BUE', 'Buenos Aires', 'AR'],
  ['BUH', 'Bucharest', 'RO'],
  ['CHI', 'Chicago', 'US'],
  ['DTT', 'Detroit', 'US'],
  ['JKT', 'Jakarta', 'ID'],
  ['LON', 'London', 'GB'],
  ['MIL', 'Milan', 'IT'],
  ['MOW', 'Moscow', 'RU'],
  ['NYC', 'New York', 'US'],
  ['OSA', 'Osaka', 'JP'],
  ['PAR', 'Paris', 'FR'],
  ['RIO', 'Rio de Janeiro', 'BR'],
  ['ROM', 'Rome', 'IT'],
  ['SAO', 'São Paulo', 'BR'],
  ['SEL', 'Seoul', 'KR'],
  ['STO', 'Stockholm', 'SE'],
  ['TYO', 'Tokyo', 'JP'],
  ['WAS', 'Washington', 'US'],
  ['YMQ', 'Montréal', 'CA'],
  ['YTO', 'Toronto', 'CA'],
  // Called after the town they stand in.
  ['EWR', 'New York', 'US'],
  ['FCO', 'Rome', 'IT'],
  ['HHN', 'Frankfurt am Main', 'DE'],
  ['ICN', 'Seoul', 'KR'],
  ['NRT', 'Tokyo', 'JP'],
  ['NYO', 'Stockholm', 'SE'],
  ['TRF', 'Oslo', 'NO'],
  ['TPE', 'Taipei', 'TW'],
  ['BSL', 'Basel', 'CH'],
  ['MLH', 'Basel', 'CH'],
  ['EAP', 'Basel', 'CH'],
]

/** What people call a country, beside the names of CLDR. */
export const countryAliases = [
  ['GB', ['UK', 'U.K.', 'GB', 'Great Britain', 'England', 'Scotland', 'Wales', 'Northern Ireland']],
  ['US', ['USA', 'U.S.A.', 'US', 'U.S.', 'United States of America', 'America']],
  ['NL', ['Holland', 'The Netherlands']],
  ['CZ', ['Czech Republic']],
  ['AE', ['UAE', 'Emirates']],
  ['KR', ['South Korea', 'Korea']],
  ['TW', ['Taiwan']],
  ['HK', ['Hong Kong', 'Hongkong']],
  ['MO', ['Macau']],
  ['TR', ['Turkey']],
]

/** How people write states and provinces that GeoNames counts by number. */
export const regionLetters = new Map([
  ...Object.entries({
    AB: '01',
    BC: '02',
    MB: '03',
    NB: '04',
    NL: '05',
    NS: '07',
    ON: '08',
    PE: '09',
    QC: '10',
    SK: '11',
  }).map(([letters, number]) => [`CA.${number}`, letters]),
  ...Object.entries({ ACT: '01', NSW: '02', NT: '03', QLD: '04', SA: '05', TAS: '06', VIC: '07', WA: '08' }).map(
    ([letters, number]) => [`AU.${number}`, letters],
  ),
])
