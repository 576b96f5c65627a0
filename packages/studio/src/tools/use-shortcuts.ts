import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { isTextField } from '../util/text-field.ts';
import { toolOfPress } from './shortcut-keys.ts';
import type { ClipTool } from './tool.ts';

/** Opens tools from a clip's page by their shortcuts. */
export function useToolShortcuts(clipId: string, tools: readonly ClipTool[]): void {
  const navigate = useNavigate();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const tool = toolOfPress(event, tools, isTextField(event.target));
      if (tool === undefined) return;
      event.preventDefault();
      void navigate({ to: '/clips/$id/$tool', params: { id: clipId, tool: tool.id } });
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [clipId, navigate, tools]);
}
