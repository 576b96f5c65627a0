/**
 * The process that downloads onnxruntime's CUDA libraries: onnxruntime's own installer, which runs on import and reads the
 * arguments. `install-cuda.ts` starts it.
 */
import 'onnxruntime-node/script/install.js';
