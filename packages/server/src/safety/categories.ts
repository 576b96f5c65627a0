import type { Text } from '@akezora/contract';

/** What a policy decides about. */
export const categories = [
  'sexual',
  'minors',
  'impersonation',
  'elections',
  'violence',
  'hate',
  'self-harm',
  'private-data',
  'brands',
] as const;

/** One of `categories`. */
export type Category = (typeof categories)[number];

/** How a category is called, why it is restricted, and what its author can do instead. */
export interface CategoryText {
  readonly name: Text;
  readonly reason: Text;
  readonly remedy: Text;
}

/** Texts of every category, for refusals and for the page of the policy. */
export const categoryTexts: Readonly<Record<Category, CategoryText>> = {
  sexual: {
    name: { en: 'sexual content', ja: '性的な内容' },
    reason: { en: 'it asks for nudity or sexual acts', ja: '裸や性的な行為を求めています' },
    remedy: {
      en: 'Describe the scene with people who are dressed and without a sexual act.',
      ja: '服を着た人物で、性的な行為のない場面にしてください。',
    },
  },
  minors: {
    name: { en: 'abuse of minors', ja: '未成年者への虐待' },
    reason: {
      en: 'it brings a child or a young person together with sexual content or abuse',
      ja: '子どもや未成年者と、性的な内容や虐待とを組み合わせています',
    },
    remedy: {
      en: 'Leave out either the young person or the sexual or violent act.',
      ja: '未成年者か、性的・暴力的な行為のどちらかを外してください。',
    },
  },
  impersonation: {
    name: { en: 'real people and impersonation', ja: '実在の人物・なりすまし' },
    reason: {
      en: 'it shows a real person, who has not agreed, or makes one up to deceive',
      ja: '同意のない実在の人物を映すか、人をだますなりすましになります',
    },
    remedy: {
      en: 'Describe an invented person: age, clothes, bearing; no name and no likeness.',
      ja: '名前や似顔ではなく、年齢・服装・しぐさで架空の人物を描いてください。',
    },
  },
  elections: {
    name: { en: 'elections and public affairs', ja: '選挙・公共の事柄' },
    reason: {
      en: 'it could deceive people about a vote, an office or an emergency',
      ja: '投票・公職・非常事態について人を誤らせるおそれがあります',
    },
    remedy: {
      en: 'Show the subject without false claims, and not as a real broadcast or a real vote.',
      ja: '偽の情報を入れず、本物の放送や投票に見えない形にしてください。',
    },
  },
  violence: {
    name: { en: 'graphic violence', ja: '過激な暴力' },
    reason: {
      en: 'it asks for graphic cruelty, or praises terror',
      ja: '残虐な描写、またはテロの賛美を求めています',
    },
    remedy: {
      en: 'Tell the conflict without wounds, torture or praise of an attack.',
      ja: '傷や拷問、襲撃の賛美を入れずに対立を描いてください。',
    },
  },
  hate: {
    name: { en: 'hate', ja: '憎悪' },
    reason: {
      en: 'it attacks people for what they are, or praises an ideology that does',
      ja: '属性を理由に人を攻撃するか、そのような思想を賛美しています',
    },
    remedy: {
      en: 'Leave out the attack, the symbol or the praise.',
      ja: '攻撃・記号・賛美を外してください。',
    },
  },
  'self-harm': {
    name: { en: 'self-harm', ja: '自傷・自殺' },
    reason: { en: 'it shows or encourages self-harm', ja: '自傷や自殺を描くか、促しています' },
    remedy: {
      en: 'Show the feeling, or help and hope, without the act. If this is about you: talk to someone you trust, or call a crisis line.',
      ja: '行為そのものではなく、気持ちや支え・希望を描いてください。ご自身のことであれば、信頼できる人や相談窓口に話してください。',
    },
  },
  'private-data': {
    name: { en: 'private data', ja: '個人情報' },
    reason: {
      en: 'it shows someone’s private data, or watches someone in secret',
      ja: '他人の個人情報を見せるか、ひそかに監視する内容です',
    },
    remedy: {
      en: 'Use plainly invented or unreadable details, and nobody who is watched unknowingly.',
      ja: '明らかに架空の、または読めない情報にし、人を隠し撮りしない内容にしてください。',
    },
  },
  brands: {
    name: { en: 'brands and protected characters', ja: 'ブランド・保護された登場人物' },
    reason: {
      en: 'it shows a known character, a logo or a brand as if it were official',
      ja: '有名な登場人物やロゴ、ブランドを公式のように映します',
    },
    remedy: {
      en: 'Describe an own character or a product without a name.',
      ja: '独自の登場人物や、名前のない商品として描いてください。',
    },
  },
};
