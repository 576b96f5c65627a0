/** XMP of a clip (ISO 16684): what made it, in the words of IPTC, for programs that read no content credentials. */
import { version } from '@akezora/contract';

/** Box of MP4 and MOV that holds XMP. */
const boxId = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex');

const namespaces = {
  Iptc4xmpExt: 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/',
  xmp: 'http://ns.adobe.com/xap/1.0/',
} as const;

/** XMP that names a digital source type of IPTC by its URL. */
export function xmpOf(sourceType: string): string {
  const names = Object.entries(namespaces).map(([prefix, url]) => ` xmlns:${prefix}="${url}"`);
  return [
    '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    `<rdf:Description rdf:about=""${names.join('')}`,
    ` Iptc4xmpExt:DigitalSourceType="${sourceType}" xmp:CreatorTool="Akezora ${version}"/>`,
    '</rdf:RDF></x:xmpmeta>',
    '<?xpacket end="r"?>',
  ].join('');
}

/** XMP as the last box of an MP4 or MOV; empty for other types, which would need more than an addition at their end. */
export function xmpBox(type: string, sourceType: string): Uint8Array {
  if (type !== 'video/mp4' && type !== 'video/quicktime') return new Uint8Array();
  const text = Buffer.from(xmpOf(sourceType));
  const size = Buffer.alloc(4);
  size.writeUInt32BE(24 + text.length);
  return Buffer.concat([size, Buffer.from('uuid'), boxId, text]);
}
