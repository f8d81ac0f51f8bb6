import { folded } from './folding.ts'

/**
 * Names of cities, somewhere and in some language, that are more often another word or a person's name. Alone as a title they
 * say nothing of a journey; after "trip to", or with their country beside them, they do. Folded.
 */
const ambiguous = new Set(
  `
  aba abo acre adan adelaide adem aden agra al alba alexandria alge alicante allen alliance along ama amadora aman amara
  amarillo americana amol anaco anand anda anderson angers antelope anthem apex arak aral armenia artem asan assis
  astoria augusta aurora austin aydin baar bad baden bago baker bala bale bali bama ban banda bandera bar baranja bari
  baris barrie barry basti bat bata bath battle batu bay bear bec beja bela belen bell bello ben bend bender bergen best
  billings bimbo bo bode boise bom bon bona bonny bono bor bordo boulder bountiful boxing brandon bray breda brest bride
  brits brooklyn bryan buffalo bury bush buy cabo cali caller camden camp can canton care carmel carmen carolina carpi
  carson cary cascade casper castle cavite caza cebo centennial center central centurion cerro chad chandler charleston
  charlotte chelsea chester cheyenne chihuahua chur church city clear clifton clinton clovis coin colombo colon columbia
  columbus come como concepcion concord concordia cork corona cove crane cuenca cumana cypress daca dali dallas damask
  darwin data date david davis dayton deal deli delta denton der derby dese desert diadema die dig dole dome douma dover
  drama dudley duma dundee dyer eagle east ede edison elgin eliza elizabeth elk ely emil emporia engels enterprise epe
  erlangen erode esse essen eugene eureka everett evora fatima federal fez fleet florence florida fontana forest fort
  franca frankfurter franklin frederick fresno friends fuji gap garden gardez garland gary gay gaya gaza gent gente
  georgia gera gilbert god goes gold golden golf goma grand grant grays green griffin grove guadalupe gustavo hagen hail
  hale hall halle ham hamburger hami hamilton hamm hana hart hassan hastings haus hay hays helena hell henderson highland
  hill hippo hof holiday home homestead homs hope hot houston hue hull human humble humus ica ida imperial independence
  iron irving ise jackson jacksonville jade jan janina jasper jena joliet jordan juba jura kale kali kana kano kara
  keller kempten kent kil kilo kim kochen kom kos kota laconia ladder lafayette lakewood lancaster landen largo larisa
  larissa lasa laufen laurel lawrence lawton leer leiden lena lens leon lester liberal liberty lids lilla limburg
  limerick lincoln linden lio lion lira lisa livingstone locha logan lom lome lorain loreto los lucca luck luk luke lunch
  lund lynn madina madison magenta male man manage mank manta march mari maria marina marion mark marks martin martina
  mary mascara mason medea media medina mercedes mercy meres merida merlo mesa metro mila milan milford milton minna
  mission mito mobile modesto mons monster montgomery moore morena moron mosca moses moss most much murray muscat mustang
  naga name nancy napa nara nassau natal nelson never newton nice nico nigel nis normal norman novi oak ob ocean och odd
  odessa of olympia oral oran orange orchard ord order orlando osa osh ota pace palm palma palmas palmira panama papa
  para paradise paramount park parla parma pasco pasta pastas pasto pati pau pearl peel pen pensa perla perm peru phoenix
  pico pila pilar pita plains plan plano plantation police pool pop port portage portal posse prato preston prince
  prosper providence provo pueblo puri queen queens race raleigh rama rast reading red regen regensburger regina reno
  rest reus rich richmond rim rio rita river riverside roan rogers roman romans rosa rosario rose roses roswell rouse
  royal ruan rugby ruse russe rust rye saga saida saki sakura sal sala sale salem salt salta salto salvador sam sama
  samara same san sandy sanford santa santiago santos sanya sara sari savage savannah save seaside sedan seg selma sens
  seven shire sidney sidon siege siegen silver sim singen soest sofia sol sole soledad soma soul south spa sparks split
  spring springfield springs stade star sterling store sucre suita summit sumo sun sunrise sunset superior sur surprise
  surrey sus sydney taber tabor tacoma tale tama tame tanda tanta tara tarsus taylor tema temple tequila than thorn tigre
  tim tivoli toki toledo tome tori torn torrance torres tour tours town trail travel trento trenton trier trinity troy
  tuba tucker tuna tune tunes twin tyler ulm una union university upland vaal valencia vallejo valley van vanda vara vau
  ventura vera verona vic victoria view vigo viktoria villa vin virginia vis vise vista vitoria vittoria vladimir wade
  wald walker walnut walsall wan ware warren wave weiden wels wesel wesen west westminster weston wetter white will
  wilson winter woodland worms wright york young zama zara zena zug артем виктория владимир катерина лариса леон лука
  милан роман софия
  `
    .trim()
    .split(/\s+/),
)

/** Large, and known by that name alone: who blocks days for "Milan" goes there, and is not away for a Milan. */
const dominant = new Set('austin dallas florence houston milan san sofia sydney valencia verona odessa'.split(' '))

/** What stands where a place is written, and is none. */
const nowhere = new Set(
  'mobile home bar van order hall center central university enterprise store date data lunch'.split(' '),
)

export const isAmbiguous = (name: string): boolean => ambiguous.has(folded(name))
export const isDominant = (name: string): boolean => dominant.has(folded(name))
export const isNowhere = (name: string): boolean => nowhere.has(folded(name))
