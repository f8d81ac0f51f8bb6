/** One sentence each: what is, then what to do. Keys are the kinds of contract/failure.ts. */
export const failures = {
  'wrong-password': 'Password not accepted by {{domain}}. Type it again in Settings, Account.',
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
  'no-microphone': {
    missing: 'No microphone found. Plug one in, or choose one in Settings, Audio.',
    denied: 'The system does not let Dialtone use the microphone. Allow it in the system settings.',
    'in-use': 'Another program holds the microphone. Close it, or choose another in Settings, Audio.',
  },
  media: 'Audio could not be started. Try the call again.',
  'no-key-store': 'This computer has no key store that works. Choose how to keep the password.',
  'not-signed-in': 'Sign in first.',
  invalid: {
    address: 'That is not an address. It looks like name@example.org.',
    server: 'That is not a server. It looks like wss://sip.example.org or sips:sip.example.org.',
    certificate: 'That is not a certificate in PEM form.',
    other: 'Something typed here cannot be used. Check it.',
  },
  storage: 'Dialtone could not write to its own folder. Check the disk.',
  unexpected: 'Something went wrong inside Dialtone. It is in the log.',
} as const
