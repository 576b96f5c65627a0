import { writeFile } from 'node:fs/promises';
import { AkezoraError } from '@akezora/contract';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readActor } from '../../../../src/models/akezora/actors/read-actor.ts';
import { checkSvg } from '../../../../src/models/akezora/actors/svg-check.ts';
import { SvgFault } from '../../../../src/models/akezora/actors/svg-fault.ts';
import { drawSvg } from '../../../../src/models/akezora/actors/svg-picture.ts';
import { scratch } from '../../../video/media.ts';

const path = scratch();
const svg = (inside: string, attributes = 'width="120" height="80"') =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${inside}</svg>`;
const red = '<rect x="20" y="20" width="80" height="60" fill="red"/>';

describe('drawing an SVG', () => {
  it('in a process of its own, as an actor whose picture is a PNG', async () => {
    const file = path('red.svg');
    await writeFile(
      file,
      svg(`<style>.a{fill:url(#g)}</style><linearGradient id="g"><stop stop-color="red"/></linearGradient>${red}`),
    );
    const { sprite, facts, png } = await readActor(file, { name: 'box', field: 'actors.0' });
    expect(facts).toMatchObject({
      source: { format: 'svg', ground: 'transparent' },
      faces: 'front',
      feet: 1,
      size: { width: 1024 },
    });
    expect((await sharp(png).metadata()).format).toBe('png');
    const middle = (sprite.width * (sprite.height >> 1) + (sprite.width >> 1)) * 4;
    expect([...sprite.drawings[0]!.subarray(middle, middle + 4)]).toEqual([255, 0, 0, 255]);
  });

  it('of a viewBox alone, and with an embedded picture', async () => {
    const dot = (
      await sharp({ create: { width: 2, height: 2, channels: 3, background: '#0c0' } })
        .png()
        .toBuffer()
    ).toString('base64');
    const image = `<image width="120" height="80" href="data:image/png;base64,${dot}"/>`;
    const made = await sharp(await drawSvg(Buffer.from(svg(image, 'viewBox="0 0 120 80"'))))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(made.info).toMatchObject({ width: 1024, height: 683, channels: 4 });
    expect(made.data[(341 * 1024 + 512) * 4 + 1]).toBeGreaterThan(180);
  });

  it('gives up on one that takes too long or cannot be drawn, with the reason and the field', async () => {
    const file = path('bad.svg');
    await writeFile(file, svg('<script>1</script>'));
    const thrown = await readActor(file, { name: 'bad', field: 'actors.3' }).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(AkezoraError);
    expect(thrown).toMatchObject({
      code: 'input_unreadable',
      details: { field: 'actors.3', reason: { en: expect.stringContaining('<script>') } },
    });
  });
});

describe('checking an SVG', () => {
  const harmless: [string, string][] = [
    ['paths', svg('<g transform="rotate(3)"><path d="M0 0L10 10z" fill="#1e9999" stroke="rgb(10%,20%,30%)"/></g>')],
    [
      'what editors add',
      svg(
        '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><cc:Work rdf:about=""/></rdf:RDF></metadata>',
        'xmlns:cc="http://c" width="1" height="1"',
      ),
    ],
    [
      'references inside',
      svg(
        '<defs><path id="a" d="M0 0"/></defs><use xlink:href="#a"/><g clip-path="url(#c)" style="fill:url(\'#d\')"/>',
      ),
    ],
    [
      'a declaration and comments',
      `<?xml version="1.0" encoding="UTF-8"?>\n<!-- <script> -->${svg('<title>A &amp; B &#65; <![CDATA[ < ]]></title>')}`,
    ],
    ['a prefix', '<svg:svg xmlns:svg="http://www.w3.org/2000/svg"><svg:rect/></svg:svg>'],
  ];
  it.each(harmless)('lets %s pass', (_, text) => {
    expect(checkSvg(Buffer.from(text))).toEqual([]);
  });

  const attacks: [string, string | Buffer][] = [
    ['a file of the disk', svg('<image href="file:///etc/passwd"/>')],
    ['a path', svg('<image xlink:href="../../secret.png"/>')],
    ['an address', svg('<use href="https://example.com/a.svg#b"/>')],
    ['an address behind letters in numbers', svg('<image href="&#102;ile:///etc/passwd"/>')],
    ['an address under another prefix', svg('<image y:href="http://example.com/a.png"/>')],
    ['an address of the network without a scheme', svg('<image href="//example.com/a.png"/>')],
    ['an SVG inside a data address', svg('<image href="data:image/svg+xml;base64,AAAA"/>')],
    ['an address in a style', svg('<rect style="fill:url(http://example.com/#a)"/>')],
    ['an address in an attribute', svg('<rect filter="url( \'file:///a#b\')"/>')],
    ['an import of a style sheet', svg('<style>@import "http://example.com/a.css";</style>')],
    ['a style sheet hidden by escapes', svg('<style>.a{fill:\\75rl(http://example.com/a)}</style>')],
    ['a style sheet in CDATA', svg('<style><![CDATA[.a{fill:url(http://a)}]]></style>')],
    ['a style sheet before the root', `<?xml-stylesheet href="http://example.com/a.css"?>${svg('')}`],
    ['an entity bomb', `<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>${svg('<text>&b;</text>')}`],
    ['an outer entity', `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>${svg('<text>&x;</text>')}`],
    ['an unknown entity', svg('<text>&nbsp;</text>')],
    ['an unknown entity in an attribute', svg('<text id="&x;"/>')],
    ['a script', svg('<script>alert(1)</script>')],
    ['a script under a prefix', svg('<svg:script>1</svg:script>')],
    ['a handler', svg('<rect onload="alert(1)"/>')],
    ['foreign content', svg('<foreignObject><p/></foreignObject>')],
    ['an unknown element', svg('<iframe/>')],
    ['an animation', svg('<rect><animate attributeName="x"/></rect>')],
    ['an inclusion', svg('<xi:include href="#a"/>')],
    ['another base', svg('<g xml:base="http://example.com/"/>')],
    ['huge numbers', svg('<rect width="1e30" height="5"/>')],
    ['huge numbers in a path', svg('<path d="M0 0L99999999999 4"/>')],
    ['deep nesting', svg('<g>'.repeat(5000) + '</g>'.repeat(5000))],
    ['200,000 elements', svg('<g/>'.repeat(200_000))],
    ['a million elements', svg('<g/>'.repeat(1_000_000))],
    ['tags that cross', svg('<g><path></g></path>')],
    ['no end', '<svg xmlns="http://www.w3.org/2000/svg"><g>'],
    ['two roots', `${svg('')}${svg('')}`],
    ['another root', '<html><svg/></html>'],
    ['an attribute without quotes', svg('<rect x=1/>')],
    ['UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(svg(''), 'utf16le')])],
    ['another declared encoding', `<?xml version="1.0" encoding="UTF-7"?>${svg('')}`],
  ];
  it.each(attacks)('refuses %s', (_, text) => {
    const started = performance.now();
    expect(() => checkSvg(typeof text === 'string' ? Buffer.from(text) : text)).toThrow(SvgFault);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('refuses a picture bomb inside, and a heap of uses that draws for ever', async () => {
    const bomb = (
      await sharp({ create: { width: 9000, height: 9000, channels: 3, background: '#fff' } })
        .png()
        .toBuffer()
    ).toString('base64');
    await expect(drawSvg(Buffer.from(svg(`<image href="data:image/png;base64,${bomb}"/>`)))).rejects.toThrow(SvgFault);
    const uses = (level: number) => `<g id="l${level}">${`<use href="#l${level - 1}"/>`.repeat(30)}</g>`;
    const heap = svg(
      `<defs><rect id="l0" width="9" height="9"/>${[1, 2, 3, 4, 5, 6, 7].map(uses).join('')}</defs><use href="#l7"/>`,
    );
    await expect(drawSvg(Buffer.from(heap))).rejects.toThrow(SvgFault);
  });
});
