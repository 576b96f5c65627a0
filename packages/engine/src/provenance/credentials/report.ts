/** What the content credentials of a file say, from the answer of the library. */
import { markAlgorithm } from './manifest.ts';

/** How a signature stands. */
export type CredentialsState =
  /** The file has none, or its format can have none. */
  | 'none'
  /** There is something that cannot be read. */
  | 'unreadable'
  /** They were signed for other content than the file has. */
  | 'changed'
  /** They themselves were changed or are faulty. */
  | 'invalid'
  /** Signature and content agree. */
  | 'intact';

/** Something that went into the file, as its credentials say. */
export interface ReportedIngredient {
  readonly title: string;
  readonly relationship: string;
  /** State of its own credentials when it went in. */
  readonly state: CredentialsState;
  /** IPTC digital source types that those name. */
  readonly sourceTypes: readonly string[];
}

/** The content credentials of a file. */
export interface CredentialsReport {
  readonly state: CredentialsState;
  /** Where they are. */
  readonly place: 'file' | 'beside';
  /** Who signed: names in the certificate. They are claims of its issuer; `known`: a root of this installation certifies it. */
  readonly signer?: { readonly name: string; readonly organisation: string; readonly known: boolean };
  /** Program and version, as the signer claims. */
  readonly system?: string;
  /** When it was made, in ISO 8601; `proven`: a time-stamp authority that is known here confirms it, otherwise the signer claims it. */
  readonly time?: { readonly at: string; readonly proven: boolean };
  /** Identifier of the manifest. */
  readonly id?: string;
  /** Payload of the invisible mark that the pictures carry, as the signer claims, in hexadecimal. */
  readonly mark?: string;
  /** IPTC digital source types of the actions, the last word of each. */
  readonly sourceTypes: readonly string[];
  readonly ingredients: readonly ReportedIngredient[];
  /** C2PA status codes of what failed. */
  readonly faults: readonly string[];
}

/** The report of a file without credentials, or with unreadable ones. */
export const emptyReport = (state: 'none' | 'unreadable', faults: readonly string[] = []): CredentialsReport => ({
  state,
  place: 'file',
  sourceTypes: [],
  ingredients: [],
  faults,
});

interface Status {
  readonly code?: unknown;
}
interface Results {
  readonly activeManifest?: { readonly failure?: readonly Status[]; readonly success?: readonly Status[] };
  readonly ingredientDeltas?: readonly { readonly validationDeltas?: { readonly failure?: readonly Status[] } }[];
}
interface Listed {
  readonly claim_generator_info?: readonly { readonly name?: unknown; readonly version?: unknown }[];
  readonly signature_info?: Readonly<Record<string, unknown>>;
  readonly ingredients?: readonly {
    readonly title?: unknown;
    readonly relationship?: unknown;
    readonly active_manifest?: unknown;
    readonly validation_results?: Results;
  }[];
  readonly assertions?: readonly {
    readonly label?: unknown;
    readonly data?: {
      readonly actions?: readonly Action[];
      readonly alg?: unknown;
      readonly blocks?: readonly { readonly value?: unknown }[];
    };
  }[];
}
interface Action {
  readonly when?: unknown;
  readonly digitalSourceType?: unknown;
}

/** Longest text of a foreign manifest that is passed on. */
const longest = 200;
const control = /\p{Cc}|\p{Cf}/gu;
const text = (value: unknown): string =>
  typeof value === 'string' ? value.replace(control, ' ').slice(0, longest) : '';
const untrusted = 'signingCredential.untrusted';
const contentCodes = /^assertion\.(?:bmffHash|dataHash|boxesHash|collectionHash)\.mismatch$/;

/** Credentials in a file of their own: the hash of the file that they are for, in base64, and the library's other answer. */
export interface Apart {
  readonly hash: string;
  readonly crJson: string;
}

/** Reads the library's JSON of a manifest store. */
export function reportOf(json: string, apart?: Apart): CredentialsReport {
  const store = JSON.parse(json) as {
    readonly active_manifest?: string;
    readonly manifests?: Readonly<Record<string, Listed>>;
    readonly validation_results?: Results;
  };
  const active = store.active_manifest ?? '';
  const manifest = store.manifests?.[active];
  if (manifest === undefined) return emptyReport('unreadable');
  const codes = failuresOf(store.validation_results);
  const found = codes.filter((code) => code !== untrusted);
  const faults = apart === undefined ? found : withHashOf(apart, active, found);
  const signature = manifest.signature_info ?? {};
  const actions = actionsOf(manifest);
  const isStamped = store.validation_results?.activeManifest?.success?.some(({ code }) => code === 'timeStamp.trusted');
  const stamped = isStamped === true ? text(signature.time) : '';
  const claimed = text(actions.find(({ when }) => when !== undefined)?.when);
  const [generator] = manifest.claim_generator_info ?? [];
  const binding = manifest.assertions?.find(({ data }) => data?.alg === markAlgorithm)?.data?.blocks?.[0]?.value;
  return {
    state: stateOf(faults),
    place: apart === undefined ? 'file' : 'beside',
    signer: {
      name: text(signature.common_name),
      organisation: text(signature.issuer),
      known: !codes.includes(untrusted) && faults.length === 0,
    },
    ...(generator === undefined ? {} : { system: `${text(generator.name)} ${text(generator.version)}`.trim() }),
    ...(stamped || claimed ? { time: { at: stamped || claimed, proven: stamped !== '' } } : {}),
    id: text(active),
    ...(binding === undefined ? {} : { mark: text(binding) }),
    sourceTypes: sourceTypesOf(manifest),
    ingredients: (manifest.ingredients ?? []).map((one) => ({
      title: text(one.title),
      relationship: text(one.relationship),
      state:
        one.active_manifest === undefined
          ? 'none'
          : stateOf(failuresOf(one.validation_results).filter((code) => code !== untrusted)),
      sourceTypes: sourceTypesOf(store.manifests?.[String(one.active_manifest)]),
    })),
    faults,
  };
}

const actionsOf = (manifest: Listed | undefined): readonly Action[] =>
  (manifest?.assertions ?? []).flatMap(({ data }) => data?.actions ?? []);

const sourceTypesOf = (manifest: Listed | undefined): readonly string[] => {
  const types = actionsOf(manifest).map(({ digitalSourceType }) => text(digitalSourceType).split('/').at(-1) ?? '');
  return [...new Set(types)].filter(Boolean);
};

const otherContent = 'assertion.dataHash.mismatch';

/** The library compared the hash with the credentials themselves: it is compared with the file here. */
function withHashOf({ hash, crJson }: Apart, active: string, faults: readonly string[]): readonly string[] {
  const { manifests = [] } = JSON.parse(crJson) as {
    readonly manifests?: readonly {
      readonly label?: unknown;
      readonly assertions?: Readonly<
        Record<string, { readonly alg?: unknown; readonly hash?: unknown; readonly exclusions?: readonly unknown[] }>
      >;
    }[];
  };
  const said = manifests.find(({ label }) => label === active)?.assertions?.['c2pa.hash.data'];
  const isSame = said?.alg === 'sha256' && (said.exclusions ?? []).length === 0 && said.hash === `b64'${hash}'`;
  return [...faults.filter((code) => code !== otherContent), ...(isSame ? [] : [otherContent])];
}

const stateOf = (faults: readonly string[]): CredentialsState =>
  faults.length === 0 ? 'intact' : faults.every((code) => contentCodes.test(code)) ? 'changed' : 'invalid';

/** Codes of what failed in the manifest itself, and of ingredients that failed otherwise than when they went in. */
function failuresOf(results: Results | undefined): string[] {
  const deltas = (results?.ingredientDeltas ?? []).flatMap(({ validationDeltas }) => validationDeltas?.failure ?? []);
  const all = [...(results?.activeManifest?.failure ?? []), ...deltas.filter(({ code }) => code !== untrusted)];
  return [...new Set(all.map(({ code }) => text(code)))];
}
