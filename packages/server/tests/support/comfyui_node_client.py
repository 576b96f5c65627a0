"""Uses the ComfyUI node of `examples/comfyui` without ComfyUI, as `comfyui-node.test.ts` checks: prints what happened as JSON."""

import importlib.util
import json
import os
import struct
import sys
import zlib

path, url = sys.argv[1:]
spec = importlib.util.spec_from_file_location("akezora_node", path)
node = importlib.util.module_from_spec(spec)
spec.loader.exec_module(node)

# As ComfyUI finds it.
cls = node.NODE_CLASS_MAPPINGS["AkezoraVideo"]
inputs = cls.INPUT_TYPES()
instance = cls()
run = getattr(instance, cls.FUNCTION)
small = {"width": 640, "height": 360, "seconds": 2.5, "url": url, "poll_seconds": 0.05}


class Tensor:
    """What of a tensor the node uses."""

    def __init__(self, rows):
        self.rows = rows

    def tolist(self):
        return self.rows


# A batch of one picture of 2 x 2 pixels: red, green, blue, and values outside of the range.
picture = Tensor([[[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], [[0.0, 0.0, 1.0], [2.0, -1.0, 0.5]]]])


def pixels_of(png):
    """Size and pixels of a PNG without filters."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, data, head = 8, b"", b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        name, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0] == zlib.crc32(name + body)
        head = body if name == b"IHDR" else head
        data += body if name == b"IDAT" else b""
        at += 12 + length
    width, height = struct.unpack(">II", head[:8])
    lines, row = zlib.decompress(data), width * 3 + 1
    return [width, height, [list(lines[y * row + 1 : (y + 1) * row]) for y in range(height)]]


def failure(work):
    """The message of a call's error."""
    try:
        work()
    except Exception as error:
        return str(error)
    return None


video, file, frames = run("a fox", seed=7, **small)
made = {
    "inputs": sorted([*inputs["required"], *inputs["optional"]]),
    "outputs": [len(cls.RETURN_TYPES), len(cls.RETURN_NAMES), cls.RETURN_TYPES[0]],
    "bytes": os.path.getsize(file),
    "type": open(file, "rb").read(8)[4:].decode(),
    "same": video == file,
    "frames": frames,
    "png": pixels_of(node.png_of(picture)),
    "models": "akezora-2" in node.VideosClient(url).models(),
}
os.remove(file)
os.remove(run("with a picture", picture=picture, negative_prompt="blur", **small)[1])
made["fault"] = failure(lambda: run("a fox", **{**small, "width": 63}))
made["failed"] = failure(lambda: run("too long", **small))
made["away"] = failure(lambda: run("a fox", **{**small, "url": "http://127.0.0.1:9/v1"}))
made["scheme"] = failure(lambda: run("a fox", **{**small, "url": "file:///etc/passwd"}))


def interrupt():
    raise KeyboardInterrupt


node._check_interrupted = interrupt
try:
    run("slow 3000", **small)
except KeyboardInterrupt:
    made["interrupted"] = True
print(json.dumps(made))
