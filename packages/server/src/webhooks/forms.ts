import type { WebhookKind } from '@akezora/contract/api';
import type { Notice } from './notice.ts';

/** A kind of service that shows messages to people. */
export type ServiceKind = Exclude<WebhookKind, 'webhook'>;

/** Where a service takes messages: its address, which is a secret in itself, and a token where the service asks for one. */
export interface ServiceTarget {
  readonly url: string;
  readonly token?: string | undefined;
}

/** A request to a service. */
export interface ServiceRequest {
  readonly url: string;
  readonly body: string;
  readonly headers: Record<string, string>;
}

/** Text cut to a number of UTF-16 units, as the services count, without cutting a letter in two. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  let short = '';
  for (const letter of text) if (short.length + letter.length < most) short += letter;
  return `${short}…`;
}

/** A prompt as it was typed, in Discord's Markdown. */
const discordText = (text: string): string => text.replace(/[\\*_~`|>[\]()#-]/g, '\\$&');

/**
 * Discord's execute-webhook message (discord.com/developers/docs/resources/webhook#execute-webhook): one embed, title at most 256 and
 * description at most 4,096 characters (…/resources/message#embed-object-embed-limits). It mentions nobody.
 */
const discord = ({ url }: ServiceTarget, { title, text, link, image, outcome }: Notice): ServiceRequest => ({
  url,
  headers: {},
  body: JSON.stringify({
    embeds: [
      {
        title: cut(title, 256),
        description: cut(discordText(text), 4096),
        url: link,
        color: { completed: 0x2e8b57, failed: 0xc0392b, test: 0x7f8c8d }[outcome],
        ...(image === undefined ? {} : { image: { url: image } }),
      },
    ],
    allowed_mentions: { parse: [] },
  }),
});

/** Slack's three letters of markup (docs.slack.dev/messaging/formatting-message-text#escaping). */
const slackText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * Slack's message for incoming webhooks (docs.slack.dev/messaging/sending-messages-using-incoming-webhooks), which Mattermost and Rocket.Chat take too: a
 * text for notifications, and blocks: a section of at most 3,000 characters, an image with `alt_text`.
 */
const slack = ({ url }: ServiceTarget, { title, text, link, image }: Notice): ServiceRequest => {
  const head = `*<${slackText(link)}|${slackText(title)}>*\n`;
  const section = { type: 'section', text: { type: 'mrkdwn', text: head + slackText(cut(text, 500)) } };
  const picture = { type: 'image', image_url: image, alt_text: cut(title, 100) };
  const blocks = image === undefined ? [section] : [section, picture];
  const fallback = `${slackText(title)}: ${slackText(cut(text, 500))}`;
  return { url, headers: {}, body: JSON.stringify({ text: fallback, blocks, unfurl_links: false }) };
};

/**
 * ntfy's message as JSON (docs.ntfy.sh/publish/#publish-as-json): sent to the root of the server, with the topic, which is the address's path, in it.
 * A message is at most 4,096 bytes. A token goes into `Authorization`.
 */
const ntfy = ({ url, token }: ServiceTarget, { title, text, link, image, outcome }: Notice): ServiceRequest => ({
  url: new URL('/', url).href,
  headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  body: JSON.stringify({
    topic: topicOf(url),
    title: cut(title, 250),
    // Three bytes a letter in Japanese.
    message: cut(text, 1300),
    tags: [{ completed: 'clapper', failed: 'warning', test: 'bell' }[outcome]],
    priority: outcome === 'failed' ? 4 : 3,
    click: link,
    ...(image === undefined ? {} : { attach: image, filename: 'clip.webp' }),
  }),
});

/** The topic of an address such as `https://ntfy.sh/my-clips`; undefined without one that ntfy takes. */
export const topicOf = (url: string): string | undefined =>
  /^\/([-_A-Za-z0-9]{1,64})\/?$/.exec(new URL(url).pathname)?.[1];

const forms = { discord, slack, ntfy } as const;

/** The request that gives a notice to a service. */
export function serviceRequest(kind: ServiceKind, target: ServiceTarget, notice: Notice): ServiceRequest {
  const request = forms[kind](target, notice);
  return { ...request, headers: { 'content-type': 'application/json', ...request.headers } };
}

/** Whether an answer says that the address is gone for good: Discord and Slack answer 404 for a webhook that was removed. */
export const isGone = (kind: WebhookKind, status: number): boolean =>
  status === 410 || (status === 404 && (kind === 'discord' || kind === 'slack'));
