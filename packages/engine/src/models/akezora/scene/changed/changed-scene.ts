/** A scene changed as a change asks: what it names is replaced, and everything else stays as it was. */
import type { PlanChange, Scene } from '@akezora/contract';
import type { Edit } from '../../prompt/changes/edit.ts';
import { withAction, withAdded, withCount, withEach, without, withReplaced, withThing } from './cast-changes.ts';
import { type Changed, type ChangeStage, calledName, presentIn } from './context.ts';
import { framed, inLight, inPlace, paced, withCamera } from './set-changes.ts';

/** How much larger and smaller somebody becomes, and the largest size, in frame heights. */
const scales = { larger: 1.4, smaller: 0.7 } as const;
const largest = 1.2;

/** Changes a scene, edit by edit. Edits that find nothing to change come to no change. */
export function changedScene(scene: Scene, edits: readonly Edit[], how: ChangeStage): Changed {
  let now = scene;
  const changes: PlanChange[] = [];
  for (const edit of edits) {
    const next = edited(now, edit, how);
    if (next === undefined) continue;
    now = next.scene;
    changes.push(next.change);
  }
  return { scene: now, changes };
}

type Step = { readonly scene: Scene; readonly change: PlanChange } | undefined;

function edited(scene: Scene, edit: Edit, how: ChangeStage): Step {
  if ('of' in edit) return editedOne(scene, edit, edit.of ?? presentIn(scene)[0], how);
  const step = (next: Scene, from: string | null, to: string | null): Step => ({
    scene: next,
    change: { kind: edit.kind === 'add-thing' ? 'add' : edit.kind, from, to },
  });
  switch (edit.kind) {
    case 'time':
    case 'weather':
      return step(inLight(scene, { [edit.kind]: edit.to }, how), scene[edit.kind], edit.to);
    case 'style':
      return step({ ...scene, style: edit.to }, scene.style, edit.to);
    case 'place':
      return step(edit.to === scene.place ? scene : inPlace(scene, edit.to, how), scene.place, edit.to);
    case 'camera':
      return step(withCamera(scene, edit.to, how), scene.camera.move, edit.to);
    case 'framing':
      return step(framed(scene, edit.to), null, edit.to);
    case 'pace':
      return step(paced(scene, edit.to), null, edit.to);
    case 'replace':
      if (!presentIn(scene).includes(edit.from)) return undefined;
      return step(withReplaced(scene, edit, how), edit.from, edit.to);
    case 'add':
      return step(withAdded(scene, edit.subject, how), null, edit.subject.name);
    case 'add-thing':
      return step(withThing(scene, edit.thing, how), null, edit.thing.name);
    case 'remove': {
      const next = without(scene, edit.name, how);
      const same = (['subjects', 'props', 'sky'] as const).every((key) => next[key].length === scene[key].length);
      return same ? undefined : step(next, edit.name, null);
    }
  }
}

/** An edit of somebody or something that is there. */
function editedOne(scene: Scene, edit: Extract<Edit, { of: unknown }>, of: string | undefined, how: ChangeStage): Step {
  if (of === undefined || !presentIn(scene).includes(of)) return undefined;
  const subject = scene.subjects.find((one) => calledName(one) === of);
  const step = (next: Scene, from: string | null, to: string | null): Step => ({
    scene: next,
    change: { kind: edit.kind, of, from, to },
  });
  switch (edit.kind) {
    case 'colour': {
      const tinted = <One extends object>(one: One) => ({ ...one, colour: edit.to });
      return step(withEach(scene, of, tinted, tinted), subject?.colour ?? null, edit.to);
    }
    case 'size': {
      const sized = <One extends { size: number }>(one: One) => ({
        ...one,
        size: Math.min(one.size * scales[edit.to], largest),
      });
      return step(
        withEach(scene, of, (one) => ({ ...one, path: one.path.map(sized) }), sized),
        null,
        edit.to,
      );
    }
    case 'count': {
      const now = scene.subjects.filter((one) => calledName(one) === of).length;
      return now === 0 ? undefined : step(withCount(scene, of, edit.to, how), String(now), String(edit.to));
    }
    case 'action': {
      if (subject === undefined) return undefined;
      const said = [edit.action, edit.motion].filter((value) => value !== null);
      return step(withAction(scene, of, edit, how), subject.action ?? subject.motion, said.join(' ') || null);
    }
  }
}
