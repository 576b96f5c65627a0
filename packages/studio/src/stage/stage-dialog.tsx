import type { GenerationRequestInput, Scene } from '@akezora/contract';
export function StageDialog(_: {
  request: GenerationRequestInput | undefined;
  scene: Scene | undefined;
  onUse: (scene: Scene) => void;
  onClose: () => void;
}) {
  return null;
}
