import type { BrowserContext, Page } from 'playwright-core';

/** Roles of what a person can act on. */
const controls = new Set(
  'button link textbox searchbox slider combobox radio checkbox switch tab menuitem option spinbutton'.split(' '),
);

/** Roles of what holds controls that are told apart by their names. */
const holders = new Set(
  'toolbar group listitem article navigation radiogroup form region dialog banner main listbox'.split(' '),
);

/**
 * What a screen reader is told badly: controls without a name, and controls of one toolbar or group that have the same role and name.
 * Taken from the browser's own accessibility tree.
 */
export async function badlyNamed(context: BrowserContext, page: Page): Promise<string[]> {
  const session = await context.newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const said = (node: (typeof nodes)[number] | undefined) => ({
    role: String(node?.role?.value ?? ''),
    name: String(node?.name?.value ?? '').trim(),
  });
  const found: string[] = [];
  const seen = new Map<string, number>();
  for (const node of nodes) {
    const { role, name } = said(node);
    if (node.ignored || !controls.has(role)) continue;
    const path: string[] = [];
    for (let up = byId.get(node.parentId ?? ''); up !== undefined; up = byId.get(up.parentId ?? ''))
      if (!up.ignored && holders.has(said(up).role)) path.push(`${up.nodeId} ${said(up).role} “${said(up).name}”`);
    const holder = path[0] ?? 'the page';
    if (name === '') found.push(`a ${role} without a name in ${path.join(' in ')}`);
    else if (role !== 'option' && role !== 'link') {
      const key = `${role} “${name}” in ${holder}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
  }
  for (const [key, count] of seen) if (count > 1) found.push(`${count} × ${key}`);
  return found;
}
