/** One sentence each: what is, then what to do. Keys are the kinds of contract/failure.ts. */
export const failures = {
  'wrong-password': 'Password not accepted by {{domain}}. Type it again.',
  'password-needed': 'Dialtone does not keep your password. Type it to sign in at {{domain}}.',
  forbidden: '{{domain}} does not let this account in. Ask who runs {{domain}}.',
  'unknown-host': 'There is no server called {{host}}. Check the spelling, or your network.',
  'no-server': '{{domain}} does not say which server to use. Type the server under Advanced.',
  'no-secure-server':
    '{{domain}} offers no encrypted link. Type the server under Advanced, or allow an unencrypted link.',
  certificate: {
    untrusted:
      'The certificate of {{host}} is not signed by an authority this computer trusts. Add it under Trusted certificate if you know it.',
    expired: 'The certificate of {{host}} has expired. Ask who runs the server.',
    'not-yet-valid': 'The certificate of {{host}} is not valid yet. Check the clock of this computer.',
    'wrong-name': 'The certificate shown by the server is not for {{host}}. Check the server under Advanced.',
    other: 'The encrypted link to {{host}} could not be made. Check the server under Advanced.',
  },
  refused: 'Nothing answers at {{host}}. Check the server and port, or try later.',
  'time-out': '{{host}} does not answer. Check your network, or try later.',
  closed: '{{host}} closed the connection. Dialtone tries again by itself.',
  'network-down': 'This computer has no network. Dialtone connects as soon as it is back.',
  'server-error': '{{domain}} has a problem ({{status}} {{reason}}). Try later.',
  'not-found': '{{aor}} does not exist. Check the address.',
  'not-reachable': '{{aor}} cannot be reached now. Leave a message.',
  busy: '{{aor}} is busy.',
  declined: '{{aor}} declined.',
  'no-answer': '{{aor}} did not answer.',
  'too-long': 'This is too long to send. The limit is {{limit}} characters.',
  calendar: {
    'no-calendar': 'What is at {{where}} is no calendar. Choose another.',
    'web-page':
      '{{where}} answers with a web page, perhaps to sign in. Copy the link of the calendar itself, or add a user name.',
    'cut-off':
      'The calendar from {{where}} broke off halfway. The last whole one is kept, and Dialtone reads it again.',
    'no-file': 'The file {{where}} cannot be read. Check that it is there.',
    gone: 'The calendar is no longer at {{where}}. Ask for its new address.',
    forbidden: '{{where}} does not let you read this calendar. Ask its owner to share it.',
    elsewhere:
      'The calendars are at another provider, {{where}}. If you trust it, look there: type https://{{where}} as the server.',
    'too-large': 'This calendar is larger than {{where}}. Use a part of it.',
    unencrypted: '{{where}} answers without encryption. Use an address with https, or allow it.',
    certificate: 'The encrypted link to {{where}} is not safe, so nothing was read. Ask who runs {{where}}.',
    'certificate-untrusted':
      'The certificate of {{where}} is not signed by an authority that Dialtone knows, so nothing was read. Ask who runs {{where}}.',
    'certificate-expired':
      'The certificate of {{where}} has expired, so nothing was read. Ask who runs {{where}} to renew it.',
    'certificate-not-yet-valid':
      'The certificate of {{where}} is not valid yet, so nothing was read. Check the clock of this computer.',
    'certificate-wrong-name':
      'The certificate shown by the server is not for {{where}}, so nothing was read. Check the address.',
    redirects: '{{where}} sends Dialtone from one address to the next without end. Check the address.',
    'sign-in': '{{where}} asks for a user name and password. Add the calendar with them.',
    'address-locked':
      'The key store of this computer does not open the address of this calendar. Unlock it and start Dialtone again.',
    'other-sign-in':
      '{{where}} takes no password here, as Google does. If it offers a private link to the calendar (iCal), add that as a link.',
  },
  documents: {
    'not-well-formed':
      '{{where}} could not read what Dialtone sent. Your edit is kept here. Send the log to who makes Dialtone.',
    'not-xml-frag':
      '{{where}} could not read what Dialtone sent. Your edit is kept here. Send the log to who makes Dialtone.',
    'not-xml-att-value':
      '{{where}} could not read what Dialtone sent. Your edit is kept here. Send the log to who makes Dialtone.',
    'not-utf-8': '{{where}} cannot keep some of these characters. Your edit is kept here. Ask who runs {{where}}.',
    'no-parent':
      '{{where}} has no place for your contacts yet. They are kept here. Ask who runs {{where}} to set up this account.',
    'schema-validation-error':
      '{{where}} does not accept this form of contacts. Your edit is kept here. Ask who runs {{where}}.',
    'cannot-insert': '{{where}} would not keep your edit as it is. It is kept here. Ask who runs {{where}}.',
    'cannot-delete': '{{where}} could not remove this alone. It is removed here, and there with the next edit.',
    'uniqueness-failure':
      '{{where}} has this name or address already. Give it another one: your edit is kept here until then.',
    'constraint-failure': '{{where}} does not allow this edit. It is kept here. Undo it, or ask who runs {{where}}.',
    extension: '{{where}} did not take your edit. It is kept here. Ask who runs {{where}}.',
    elsewhere:
      'The server of your contacts points to {{where}}, where your password does not go. Type that server under Advanced if you trust it.',
    unreadable:
      'What {{where}} has of your contacts cannot be read, so nothing is changed there. Ask who runs {{where}}.',
    'too-large': 'This is more than may be kept on the server ({{where}}). Remove some people, groups or rules.',
    unencrypted: '{{where}} asks for your password without encryption, so it is not sent. Use an address with https.',
    busy: 'Another program keeps changing your contacts at {{where}}. Your edit is kept here and tried again.',
  },
  'no-microphone': {
    missing: 'No microphone found. Plug one in, or choose one in Settings, Audio.',
    denied: 'The system does not let Dialtone use the microphone. Allow it in the system settings.',
    'in-use': 'Another program holds the microphone. Close it, or choose another in Settings, Audio.',
  },
  media: 'Audio could not be started. Try the call again.',
  picture: 'This file is no picture Dialtone can show. Use a PNG, JPEG, GIF or WebP file.',
  'no-key-store': 'This computer has no key store that works. Choose how to keep the password.',
  'not-signed-in': 'Sign in first.',
  invalid: {
    file: 'Dialtone cannot read people from this file. Use a vCard file, a table (CSV) or a resource list.',
    address: 'That is not an address. It looks like name@example.org.',
    list: 'That is not the address of a list. It looks like https://lists.example.org/team.',
    lists: 'You follow as many lists as Dialtone can. Stop following one first.',
    server: 'That is not a server. It looks like wss://sip.example.org or sips:sip.example.org.',
    certificate: 'That is not a certificate in PEM form.',
    other: 'Something typed here cannot be used. Check it.',
  },
  storage: 'Dialtone could not write to its own folder. Check the disk.',
  unexpected: 'Something went wrong inside Dialtone. It is in the log.',
} as const
