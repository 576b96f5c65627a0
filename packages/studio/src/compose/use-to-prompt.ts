import { useNavigate } from '@tanstack/react-router';
import { focusPrompt } from './prompt-focus.ts';

/** Goes to the first page with the cursor in the composer, from a page where the composer is away. */
export function useToPrompt(): () => Promise<void> {
  const navigate = useNavigate();
  return async () => {
    await navigate({ to: '/' });
    // Once the composer is shown again.
    setTimeout(focusPrompt, 0);
  };
}
