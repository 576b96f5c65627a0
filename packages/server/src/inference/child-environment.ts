import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import type { Role } from './call-limits.ts';

/** What every process needs: programs, language, time zone, temporary folder, and what Windows asks for. */
const always =
  /^(?:PATH|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TMP|TEMP|SystemRoot|SYSTEMROOT|windir|PATHEXT|COMSPEC|NUMBER_OF_PROCESSORS|PROCESSOR_\w+)$/;

/** Folders of models, caches and measured speeds, and the engine's own options. */
const models =
  /^(?:HOME|USERPROFILE|LOCALAPPDATA|APPDATA|AKEZORA_(?:CACHE|HOME|PRECISION|TEXT_PRECISION)|XDG_(?:CACHE|DATA)_HOME|HF_HOME|HF_HUB_CACHE|HUGGINGFACE_HUB_CACHE|HF_HUB_OFFLINE)$/;

/** What drivers and runtimes of devices read. */
const devices =
  /^(?:LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|CUDA_\w+|CUDNN_\w+|NVIDIA_\w+|ROCR_\w+|HIP_\w+|VK_\w+|MESA_\w+|LIBGL_\w+|LP_\w+|DRI_PRIME|XDG_RUNTIME_DIR|DISPLAY|WAYLAND_DISPLAY|OMP_\w+|ORT_\w+)$/;

/** The hub's address and token, and the way to it. */
const network =
  /^(?:HF_ENDPOINT|HF_TOKEN|HF_TOKEN_PATH|https?_proxy|all_proxy|no_proxy|HTTPS?_PROXY|ALL_PROXY|NO_PROXY|NODE_EXTRA_CA_CERTS|NODE_USE_ENV_PROXY|NODE_USE_SYSTEM_CA|SSL_CERT_FILE|SSL_CERT_DIR)$/;

const allowed: Readonly<Record<Role, readonly RegExp[]>> = {
  media: [always],
  conversion: [always],
  models: [always, models],
  stills: [always, models],
  generate: [always, models, devices],
  pull: [always, models, network],
};

/** The environment of a child process: a part of this one's, nothing of the database, the storage or the sign-in, and where code is kept compiled. */
export function childEnvironment(role: Role, environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const patterns = allowed[role];
  const given = Object.entries(environment).filter(([name]) => patterns.some((pattern) => pattern.test(name)));
  return { ...Object.fromEntries(given), ...compileCache(role) };
}

/**
 * Where this process keeps what stripping types and compiling gave: a child that finds it there starts in half the time. One that
 * reads foreign files gets none: what it wrote there would run in the server.
 */
function compileCache(role: Role): NodeJS.ProcessEnv {
  const folder = getCompileCacheDir();
  if (folder === undefined || role === 'media' || role === 'conversion') return {};
  // Node names a folder inside the one that it is given after its own version.
  return { NODE_COMPILE_CACHE: dirname(folder) };
}
