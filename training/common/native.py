"""C beside Python: compiled once a version of its source and a kind of processor, kept in training/.build."""

from __future__ import annotations

import ctypes
import hashlib
import subprocess
from pathlib import Path

BUILT = Path(__file__).resolve().parent.parent / ".build"


def compiled(source: Path, *flags: str) -> ctypes.CDLL | None:
    """The library made of `source`; None, said aloud, where there is no C compiler."""
    # The machine's own instructions are used, so a checkout shared between machines must not share the object.
    cpu = Path("/proc/cpuinfo").read_text().split("\n\n")[0] if Path("/proc/cpuinfo").exists() else ""
    features = next((line for line in cpu.splitlines() if line.startswith("flags")), "")
    key = hashlib.sha256(source.read_bytes() + " ".join(flags).encode() + features.encode()).hexdigest()[:16]
    target = BUILT / f"{source.stem}-{key}.so"
    if not target.exists():
        BUILT.mkdir(exist_ok=True)
        part = target.with_suffix(f".{id(target)}.part")
        command = ["cc", "-O3", "-march=native", "-ffast-math", "-shared", "-fPIC", *flags, str(source), "-o", str(part), "-lm"]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{source.name}: not compiled ({error}); what replaces it is many times slower", flush=True)
            return None
        part.rename(target)
    return ctypes.CDLL(str(target))
