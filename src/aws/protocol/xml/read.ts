/** Reads XML bodies into elements: no document type, no entities but the five of XML, bounded size and depth. */
import { createRequire } from 'node:module'
import type * as FastXml from 'fast-xml-parser'
import { malformedXml } from './malformed.ts'

export interface XmlElement {
  /** Without its namespace prefix. */
  readonly name: string
  /** By name without namespace prefix, declarations of namespaces left out. */
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** The character data directly inside, entities resolved. */
  readonly text: string
}

const maxBytes = 10_000_000
const maxDepth = 64

/** The root element. Throws AwsError MalformedXML. */
export function readXml(body: Uint8Array): XmlElement {
  if (body.length > maxBytes) throw malformedXml()
  const text = decode(body)
  // Anything but a comment or CDATA would declare something: DOCTYPE and what stands in it.
  if (/<!(?!--|\[CDATA\[)/.test(text)) throw malformedXml()
  const roots = parse(text).flatMap(toElement)
  if (roots.length !== 1) throw malformedXml()
  return roots[0]!
}

function decode(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch (cause) {
    throw malformedXml(cause)
  }
}

type Node = Readonly<Record<string, unknown>>

function parse(text: string): readonly Node[] {
  const { parser, validator } = xmlLibrary()
  // The parser mends what is not well-formed; the validator is the one that refuses.
  const verdict = validator.validate(text)
  if (verdict !== true) throw malformedXml(verdict)
  try {
    return parser.parse(text) as readonly Node[]
  } catch (cause) {
    throw malformedXml(cause)
  }
}

let library:
  | { readonly parser: FastXml.XMLParser; readonly validator: typeof FastXml.XMLValidator }
  | undefined

/** Loaded with the first body, as most programs never send one. */
function xmlLibrary(): NonNullable<typeof library> {
  if (library !== undefined) return library
  const loaded = createRequire(import.meta.url)('fast-xml-parser') as typeof FastXml
  const parser = new loaded.XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    // Entities are resolved here, as numeric ones need no more than the five do.
    processEntities: false,
    cdataPropName: cdata,
    ignoreDeclaration: true,
    ignorePiTags: true,
    maxNestedTags: maxDepth,
  })
  return (library = { parser, validator: loaded.XMLValidator })
}

const cdata = '#cdata'

/** Nothing for character data between elements; text inside an element is the element's. */
function toElement(node: Node): XmlElement[] {
  const name = nameOf(node)
  if (name === undefined || name.startsWith('#')) return []
  const content = node[name] as readonly Node[]
  return [
    {
      name: localName(name),
      attributes: attributesOf(node[':@'] as Readonly<Record<string, string>> | undefined),
      children: content.flatMap(toElement),
      text: content.map(textOf).join(''),
    },
  ]
}

const nameOf = (node: Node): string | undefined => Object.keys(node).find((key) => key !== ':@')

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

function attributesOf(raw: Readonly<Record<string, string>> | undefined): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>()
  for (const [name, value] of Object.entries(raw ?? {}))
    if (name !== 'xmlns' && !name.startsWith('xmlns:'))
      attributes.set(localName(name), resolveEntities(value))
  return attributes
}

function textOf(node: Node): string {
  if (cdata in node) return (node[cdata] as readonly Node[]).map((part) => String(part['#text'])).join('')
  return '#text' in node ? resolveEntities(String(node['#text'])) : ''
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function resolveEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replaceAll(/&([^;&]{0,16};?)/g, (_, reference: string) => resolveEntity(reference))
}

function resolveEntity(reference: string): string {
  const known = /^([a-z]+);$/.exec(reference)?.[1]
  if (known !== undefined && Object.hasOwn(entities, known)) return entities[known]!
  const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}));$/.exec(reference) ?? []
  const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
  if (!isCharacter(point)) throw malformedXml()
  return String.fromCodePoint(point)
}

/** Any character but NUL and surrogates: S3 takes the control characters that XML 1.1 has, as keys may hold them. */
const isCharacter = (point: number): boolean =>
  point > 0 && point <= 0x10_ff_ff && !(point >= 0xd8_00 && point <= 0xdf_ff)
