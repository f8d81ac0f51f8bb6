/** RFC 4480 section 4. */
export const rfc4480 = `<?xml version="1.0" encoding="UTF-8"?>
<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model"
  xmlns:lt="urn:ietf:params:xml:ns:location-type" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid"
  entity="pres:someone@example.com">
  <tuple id="bs35r9">
    <status><basic>open</basic></status>
    <dm:deviceID>urn:device:0003ba4811e3</dm:deviceID>
    <rpid:relationship><rpid:self/></rpid:relationship>
    <rpid:service-class><rpid:electronic/></rpid:service-class>
    <contact priority="0.8">im:someone@mobile.example.net</contact>
    <note xml:lang="en">Don't Disturb Please!</note>
    <note xml:lang="fr">Ne derangez pas, s'il vous plait</note>
    <timestamp>2005-10-27T16:49:29Z</timestamp>
  </tuple>
  <tuple id="ty4658">
    <status><basic>open</basic></status>
    <rpid:relationship><rpid:assistant/></rpid:relationship>
    <contact priority="1.0">mailto:secretary@example.com</contact>
  </tuple>
  <tuple id="eg92n8">
    <status><basic>open</basic></status>
    <dm:deviceID>urn:x-mac:0003ba4811e3</dm:deviceID>
    <rpid:class>email</rpid:class>
    <rpid:service-class><rpid:electronic/></rpid:service-class>
    <rpid:status-icon>http://example.com/mail.png</rpid:status-icon>
    <contact priority="1.0">mailto:someone@example.com</contact>
  </tuple>
  <note>I'll be in Tokyo next week</note>
  <dm:device id="pc147">
    <rpid:user-input idle-threshold="600" last-input="2004-10-21T13:20:00-05:00">idle</rpid:user-input>
    <dm:deviceID>urn:device:0003ba4811e3</dm:deviceID>
    <dm:note>PC</dm:note>
  </dm:device>
  <dm:person id="p1">
    <rpid:activities from="2005-05-30T12:00:00+05:00" until="2005-05-30T17:00:00+05:00">
      <rpid:note>Far away</rpid:note>
      <rpid:away/>
    </rpid:activities>
    <rpid:class>calendar</rpid:class>
    <rpid:mood><rpid:angry/><rpid:other>brooding</rpid:other></rpid:mood>
    <rpid:place-is><rpid:audio><rpid:noisy/></rpid:audio></rpid:place-is>
    <rpid:place-type><lt:residence/></rpid:place-type>
    <rpid:privacy><rpid:unknown/></rpid:privacy>
    <rpid:sphere>bowling league</rpid:sphere>
    <rpid:status-icon>http://example.com/play.gif</rpid:status-icon>
    <rpid:time-offset>-240</rpid:time-offset>
    <dm:note>Scoring 120</dm:note>
    <dm:timestamp>2005-05-30T16:09:44+05:00</dm:timestamp>
  </dm:person>
</presence>`

/** The rich person of the requirements: an appointment over a meal, and every other element of RPID. */
export const callimachus = `<?xml version="1.0" encoding="UTF-8"?>
<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model"
  xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" entity="sip:callimachus@example.com">
  <tuple id="mail">
    <status><basic>open</basic></status>
    <dm:deviceID>urn:device:0003ba4811e3</dm:deviceID>
    <rpid:relationship><rpid:self/></rpid:relationship>
    <contact priority="0.5">mailto:callimachus@example.com</contact>
    <timestamp>2006-05-30T16:09:44+01:00</timestamp>
  </tuple>
  <dm:person id="callimachus">
    <rpid:activities until="2006-05-30T17:00:00+01:00"><rpid:appointment/><rpid:meal/></rpid:activities>
    <rpid:mood><rpid:unknown/></rpid:mood>
    <rpid:place-is>
      <rpid:audio><rpid:unknown/></rpid:audio><rpid:video><rpid:toobright/></rpid:video>
      <rpid:text><rpid:uncomfortable/></rpid:text>
    </rpid:place-is>
    <rpid:privacy><rpid:audio/><rpid:text/></rpid:privacy>
    <rpid:sphere><rpid:home/></rpid:sphere>
    <rpid:status-icon>http://example.com/scroll.png</rpid:status-icon>
    <rpid:time-offset>60</rpid:time-offset>
    <dm:note>Big book, big bore. -- Callimachus</dm:note>
    <dm:timestamp>2006-05-30T16:09:44+01:00</dm:timestamp>
  </dm:person>
  <dm:device id="pc">
    <rpid:user-input idle-threshold="600" last-input="2006-05-30T15:20:00+01:00">idle</rpid:user-input>
    <dm:deviceID>urn:device:0003ba4811e3</dm:deviceID>
    <dm:note>On the desk in the library</dm:note>
    <dm:timestamp>2006-05-30T16:09:44+01:00</dm:timestamp>
  </dm:device>
</presence>`

const namespaces = `xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model"
  xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" xmlns:agp-pidf="urn:ag-projects:xml:ns:pidf"
  xmlns:caps="urn:ietf:params:xml:ns:pidf:caps" xmlns:ts="urn:ietf:params:xml:ns:pidf:timed-status"
  xmlns:gp="urn:ietf:params:xml:ns:pidf:geopriv10" xmlns:ca="urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr"`

/** A document around elements, with every prefix declared. */
export const presence = (...elements: readonly string[]): string =>
  `<presence ${namespaces} entity="sip:maya@dialtone.test">${elements.join('')}</presence>`

/** As Blink 6 writes it: URIs percent-encoded, person id shared by all devices. */
export const blink = (extended: string, activity: string, note: string, at: string, uuid: string): string =>
  presence(`<tuple id="SID-${uuid}"><status><basic>${extended === 'offline' ? 'closed' : 'open'}</basic>
    <agp-pidf:extended>${extended}</agp-pidf:extended></status>
    <caps:servcaps><caps:audio>true</caps:audio><caps:message>true</caps:message><caps:text>false</caps:text></caps:servcaps>
    <agp-pidf:device-info id="${uuid}"><agp-pidf:description>desk</agp-pidf:description>
      <agp-pidf:user-agent>Blink 6.0.6 (Linux)</agp-pidf:user-agent><agp-pidf:time-offset>1140</agp-pidf:time-offset>
    </agp-pidf:device-info><rpid:user-input idle-threshold="600">active</rpid:user-input><dm:deviceID>${uuid}</dm:deviceID>
    <contact>sip%3Amaya%40dialtone.test</contact>${note === '' ? '' : `<note>${note}</note>`}<timestamp>${at}</timestamp></tuple>
  <dm:person id="PID-7e3d4f0c9a1b2c3d4e5f60718293a4b5"><rpid:activities>${activity}</rpid:activities><dm:timestamp>${at}</dm:timestamp></dm:person>
  <dm:device id="DID-${uuid}"><dm:deviceID>${uuid}</dm:deviceID><dm:note>Blink 6.0.6 (Linux) at desk</dm:note></dm:device>`)

export const laptop = '11111111-1111-4111-8111-111111111111'
export const mobile = '22222222-2222-4222-8222-222222222222'
