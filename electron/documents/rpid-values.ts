/** The closed lists of RPID (RFC 4480) and of location types (RFC 4589), and reading a word as one of them. */

export const activityNames = [
  'appointment',
  'away',
  'breakfast',
  'busy',
  'dinner',
  'holiday',
  'in-transit',
  'looking-for-work',
  'meal',
  'meeting',
  'on-the-phone',
  'performance',
  'permanent-absence',
  'playing',
  'presentation',
  'shopping',
  'sleeping',
  'spectator',
  'steering',
  'travel',
  'tv',
  'vacation',
  'working',
  'worship',
  'unknown',
] as const

export const moodNames = [
  'afraid',
  'amazed',
  'angry',
  'annoyed',
  'anxious',
  'ashamed',
  'bored',
  'brave',
  'calm',
  'cold',
  'confused',
  'contented',
  'cranky',
  'curious',
  'depressed',
  'disappointed',
  'disgusted',
  'distracted',
  'embarrassed',
  'excited',
  'flirtatious',
  'frustrated',
  'grumpy',
  'guilty',
  'happy',
  'hot',
  'humbled',
  'humiliated',
  'hungry',
  'hurt',
  'impressed',
  'in_awe',
  'in_love',
  'indignant',
  'interested',
  'invincible',
  'jealous',
  'lonely',
  'mean',
  'moody',
  'nervous',
  'neutral',
  'offended',
  'playful',
  'proud',
  'relieved',
  'remorseful',
  'restless',
  'sad',
  'sarcastic',
  'serious',
  'shocked',
  'shy',
  'sick',
  'sleepy',
  'stressed',
  'surprised',
  'thirsty',
  'worried',
  'unknown',
] as const

export const placeTypeNames = [
  'aircraft',
  'airport',
  'arena',
  'automobile',
  'bank',
  'bar',
  'bicycle',
  'bus',
  'bus-station',
  'cafe',
  'classroom',
  'club',
  'construction',
  'convention-center',
  'cycle',
  'government',
  'hospital',
  'hotel',
  'industrial',
  'library',
  'motorcycle',
  'municipal-garage',
  'museum',
  'office',
  'outdoors',
  'parking',
  'place-of-worship',
  'prison',
  'public',
  'public-transport',
  'residence',
  'restaurant',
  'school',
  'shopping-area',
  'stadium',
  'store',
  'street',
  'theater',
  'train',
  'train-station',
  'truck',
  'underway',
  'unknown',
  'warehouse',
  'water',
  'watercraft',
] as const

export const placeAudioNames = ['noisy', 'ok', 'quiet', 'unknown'] as const
export const placeVideoNames = ['toobright', 'ok', 'dark', 'unknown'] as const
export const placeTextNames = ['uncomfortable', 'inappropriate', 'ok', 'unknown'] as const
export const relationshipNames = [
  'assistant',
  'associate',
  'family',
  'friend',
  'self',
  'supervisor',
  'unknown',
] as const
export const serviceClassNames = ['courier', 'electronic', 'freight', 'in-person', 'postal', 'unknown'] as const
export const sphereNames = ['home', 'work', 'unknown'] as const

export type ActivityName = (typeof activityNames)[number]
export type MoodName = (typeof moodNames)[number]
export type PlaceTypeName = (typeof placeTypeNames)[number]
export type PlaceAudio = (typeof placeAudioNames)[number]
export type PlaceVideo = (typeof placeVideoNames)[number]
export type PlaceText = (typeof placeTextNames)[number]
export type RelationshipName = (typeof relationshipNames)[number]
export type ServiceClassName = (typeof serviceClassNames)[number]
export type SphereName = (typeof sphereNames)[number]

/** Finds a word in a list as people and drafts spell it: "On the phone", "in-awe". */
export type Vocabulary<Name extends string> = (word: string) => Name | null

function vocabulary<Name extends string>(
  names: readonly Name[],
  spellings: Readonly<Record<string, Name>> = {},
): Vocabulary<Name> {
  const exact = new Map<string, Name>(names.map((name) => [name, name]))
  const loose = new Map<string, Name>(Object.entries(spellings))
  for (const name of names) loose.set(normalized(name), name)
  return (word) => exact.get(word) ?? (word.length > 40 ? null : (loose.get(normalized(word)) ?? null))
}

function normalized(word: string): string {
  return word
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '-')
}

/** What clients write as elements of their own, or of the drafts, for what has a name in RFC 4480. */
export const activityNamed = vocabulary(activityNames, {
  onthephone: 'on-the-phone',
  'on-phone': 'on-the-phone',
  'on-a-call': 'on-the-phone',
  'in-a-call': 'on-the-phone',
  'in-call': 'on-the-phone',
  'in-a-meeting': 'meeting',
  'in-a-conference-call': 'meeting',
  presenting: 'presentation',
  lunch: 'meal',
  'out-to-lunch': 'meal',
  outtolunch: 'meal',
  'be-right-back': 'away',
  berightback: 'away',
  brb: 'away',
  'extended-away': 'away',
  idle: 'away',
  inactive: 'away',
  driving: 'steering',
  traveling: 'travel',
  travelling: 'travel',
  holidays: 'holiday',
})
// python-sipsimple, so Blink, spells it "contended".
export const moodNamed = vocabulary(moodNames, { contended: 'contented' })
export const placeTypeNamed = vocabulary(placeTypeNames)
export const placeAudioNamed = vocabulary(placeAudioNames)
export const placeVideoNamed = vocabulary(placeVideoNames, { 'too-bright': 'toobright' })
export const placeTextNamed = vocabulary(placeTextNames)
export const relationshipNamed = vocabulary(relationshipNames)
export const serviceClassNamed = vocabulary(serviceClassNames)
export const sphereNamed = vocabulary(sphereNames)
