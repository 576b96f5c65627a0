/** The page that checks where a picture or video comes from. */
export const verify = {
  title: 'Where is this from?',
  text: 'Check the content credentials (C2PA) and the invisible mark of a picture or video, from anywhere. The file is read once and not kept.',
  drop: 'Drop a file here, or choose one',
  choose: 'Choose a file',
  formats: (limit: string) => `MP4, MOV, PNG, JPEG, WebP, AVIF, HEIC or GIF, up to ${limit}`,
  address: 'Address of a picture or video',
  check: 'Check',
  checking: 'Reading the file …',
  another: 'Check another one',
  states: {
    none: {
      title: 'No content credentials',
      text: 'That proves nothing: many programs and sites remove them. The file can have been made by a model or not.',
    },
    unreadable: {
      title: 'The credentials cannot be read',
      text: 'Something that should be content credentials is damaged.',
    },
    changed: {
      title: 'Changed after it was signed',
      text: 'What its credentials say is about other content than this.',
    },
    invalid: {
      title: 'The credentials are faulty',
      text: 'They were changed, or put together wrongly. Do not rely on what they say.',
    },
    intact: {
      title: 'Signature intact',
      text: 'Picture and credentials are what was signed.',
    },
  },
  known: 'Signer known: this server knows the root that certifies the signer.',
  unknown: 'Signer unknown: anyone can make a key and choose its name.',
  same: (when: string) => `This very file was made on this server on ${when}.`,
  mark: {
    title: 'Invisible mark',
    found: (id: string) =>
      `The pictures carry a mark of Akezora, ${id}. It stays when a file is encoded again, cut or scaled, and anyone can copy it into other pictures.`,
    ofClip: (when: string) => `It is that of a clip made on this server on ${when}.`,
    open: 'Open the clip',
    none: 'No mark was found in the first seconds. That proves nothing: pictures can be changed so much that it is lost.',
    unread: 'The pictures cannot be read here, so no mark was looked for.',
  },
  facts: 'What it says',
  who: 'Who',
  system: 'System and version',
  when: 'When',
  id: 'Identifier',
  how: 'How it was made',
  from: 'Made from',
  failed: 'What failed',
  notSaid: 'not said',
  claimed: 'as the signer says',
  stamped: 'confirmed by a time-stamp authority',
  ingredient: {
    none: 'without credentials',
    unreadable: 'credentials unreadable',
    changed: 'changed after it was signed',
    invalid: 'credentials faulty',
    intact: 'signature intact',
  },
  image: (n: string) => `Picture ${n}`,
  video: (n: string) => `Clip ${n}`,
  sources: {
    trainedAlgorithmicMedia: 'made by an AI model',
    compositeWithTrainedAlgorithmicMedia: 'partly made by an AI model',
    algorithmicMedia: 'made by a program',
    compositeSynthetic: 'put together, partly synthetic',
    digitalCapture: 'taken by a camera',
    digitalArt: 'drawn by hand',
    screenCapture: 'recorded from a screen',
  },
  limits: 'What this does not prove',
  notProven: [
    'That what the picture shows is true.',
    'That the signer is a certain person: a certificate names whom its issuer wrote into it.',
    'That nothing was hidden from the signer, such as a picture filmed from a screen.',
  ],
};

/** The texts of the page that checks a file. */
export type VerifyText = typeof verify;
