/** Errors of files that PyTorch pickled. */
import { AkezoraError } from '@akezora/contract';

/** A file that is not what PyTorch writes, or ends too early. */
export const damaged = (path: string, en: string, ja: string): AkezoraError =>
  new AkezoraError('weights_corrupt', { path, reason: { en, ja } });

/**
 * A file that asks for more than tensors.
 * @param asked what it asks for: the name of a function or class, or of an instruction
 * @param opcode name of the instruction that asks for it
 */
export const unsafe = (path: string, asked: string, opcode: string): AkezoraError =>
  new AkezoraError('weights_unsafe', { path, asked, opcode });

/** Tensors of a kind that is not read. */
export const unsupported = (path: string, en: string, ja: string): AkezoraError =>
  new AkezoraError('weights_unsupported', {
    path,
    reason: { en, ja },
    advice: {
      en: 'Save the tensors as safetensors (`safetensors.torch.save_file`), as F32, F16 or BF16.',
      ja: 'テンソルを F32・F16・BF16 の safetensors（`safetensors.torch.save_file`）で保存し直してください。',
    },
  });
