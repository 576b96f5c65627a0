# SPDX-License-Identifier: Apache-2.0
"""A ComfyUI node that makes clips on a server with OpenAI's Videos API, such as Akezora (`POST /v1/videos`).

Copy this file into ComfyUI's `custom_nodes` folder and start ComfyUI again; the node is *Akezora clip* in *video*. It needs nothing
but Python's standard library: pictures go out as PNG written here, and the clip comes back as ComfyUI's own video. The
frames are there as well where PyAV is, which ComfyUI installs.

The class works without ComfyUI, too:

    print(AkezoraVideo().generate("a red fox runs", url="http://127.0.0.1:7860/v1")[1])

It is a client written for `/v1/videos`; it contains no code of ComfyUI.
"""

import json
import os
import struct
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
import zlib

DEFAULT_URL = os.environ.get("AKEZORA_URL", "http://127.0.0.1:7860/v1")

# Seconds without an answer after which a call fails, and most bytes of a clip.
ANSWER_SECONDS = 60
CLIP_BYTES = 4_000_000_000


class AkezoraError(RuntimeError):
    """What the server says is wrong, in its words."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Keeps the key on the server that it is for."""

    def redirect_request(self, *_):
        return None


def png_of(picture):
    """A picture as PNG.

    `picture` is ComfyUI's image, a tensor of [batch, height, width, channels] from 0 to 1, of which the first is taken; or
    nested lists of the same shape, or bytes of a picture file, which are sent as they are.
    """
    if isinstance(picture, (bytes, bytearray)):
        return bytes(picture)
    rows = picture.tolist() if hasattr(picture, "tolist") else picture
    while rows and isinstance(rows[0][0][0], (list, tuple)):
        rows = rows[0]
    height, width, channels = len(rows), len(rows[0]), len(rows[0][0])
    kind = {1: 0, 3: 2, 4: 6}.get(channels)
    if kind is None:
        raise ValueError(f"a picture of {channels} channels; 1, 3 or 4 are possible")
    lines = b"".join(
        b"\0" + bytes(min(255, max(0, round(value * 255))) for pixel in row for value in pixel) for row in rows
    )

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines, 6)) + chunk(b"IEND", b"")


def form_of(fields, picture=None):
    """A form (multipart/form-data): its content type and its bytes."""
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if picture is not None:
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="input_reference"; filename="input.png"\r\n'
            "Content-Type: image/png\r\n\r\n"
        )
        parts += [head.encode(), picture, b"\r\n"]
    parts.append(f"--{boundary}--\r\n".encode())
    return f"multipart/form-data; boundary={boundary}", b"".join(parts)


class VideosClient:
    """Calls of a server with `/v1/videos`. `url` is its address up to and including `/v1`."""

    def __init__(self, url=DEFAULT_URL, key=""):
        self.url = url.rstrip("/")
        if urllib.parse.urlsplit(self.url).scheme not in ("http", "https"):
            raise ValueError(f"no address of a server: {url}")
        self.key = key or os.environ.get("AKEZORA_KEY", "any")
        self._opener = urllib.request.build_opener(_NoRedirect)

    def _open(self, path, method="GET", data=None, content_type=None):
        headers = {"Authorization": f"Bearer {self.key}", **({"Content-Type": content_type} if content_type else {})}
        request = urllib.request.Request(f"{self.url}{path}", data=data, headers=headers, method=method)
        try:
            return self._opener.open(request, timeout=ANSWER_SECONDS)
        except urllib.error.HTTPError as error:
            text = error.read(100_000).decode("utf-8", "replace")
            try:
                told = json.loads(text)
                reason = (told.get("error") or {}).get("message") or told.get("detail") or text
            except (ValueError, AttributeError):
                reason = text
            raise AkezoraError(f"{self.url}: {str(reason)[:1000] or error.reason} (HTTP {error.code})") from None
        except urllib.error.URLError as error:
            raise AkezoraError(f"{self.url} does not answer: {error.reason}") from None

    def _json(self, *call, **more):
        with self._open(*call, **more) as answer:
            return json.loads(answer.read(4_000_000))

    def models(self):
        """Names of the models of the server."""
        return [model["id"] for model in self._json("/models")["data"]]

    def create(self, fields, picture=None):
        """Begins a clip."""
        content_type, body = form_of(fields, picture)
        return self._json("/videos", method="POST", data=body, content_type=content_type)

    def status(self, video_id):
        """How far a clip is."""
        return self._json(f"/videos/{urllib.parse.quote(video_id, safe='')}")

    def cancel(self, video_id):
        """Cancels a clip, and removes what there is of it."""
        return self._json(f"/videos/{urllib.parse.quote(video_id, safe='')}", method="DELETE")

    def download(self, video_id, file):
        """Writes a finished clip into a file."""
        size = 0
        with self._open(f"/videos/{urllib.parse.quote(video_id, safe='')}/content") as answer, open(file, "wb") as target:
            while piece := answer.read(1 << 20):
                size += len(piece)
                if size > CLIP_BYTES:
                    raise AkezoraError(f"the clip has more than {CLIP_BYTES} bytes")
                target.write(piece)


def _check_interrupted():
    """Raises ComfyUI's exception when somebody pressed its cancel button."""
    try:
        from comfy.model_management import throw_exception_if_processing_interrupted
    except ImportError:
        return
    throw_exception_if_processing_interrupted()


def _progress():
    """Shows per cent in ComfyUI; nothing without it."""
    try:
        from comfy.utils import ProgressBar
    except ImportError:
        return lambda _: None
    bar = ProgressBar(100)
    return bar.update_absolute


def _folder():
    try:
        import folder_paths
    except ImportError:
        return tempfile.gettempdir()
    folder = folder_paths.get_output_directory()
    os.makedirs(folder, exist_ok=True)
    return folder


def _video_of(file):
    """ComfyUI's video of a file; without ComfyUI the file."""
    try:
        from comfy_api.input_impl import VideoFromFile
    except ImportError:
        return file
    return VideoFromFile(file)


def _frames_of(file):
    """All frames as ComfyUI's images, [frames, height, width, 3] from 0 to 1; None without PyAV and PyTorch."""
    try:
        import av
        import torch
    except ImportError:
        return None
    with av.open(file) as container:
        frames = [torch.from_numpy(frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)]
    return torch.stack(frames).float() / 255


class AkezoraVideo:
    """Makes a clip: prompt, model, size, seconds, seed and picture in; video, its file and its frames out."""

    CATEGORY = "video"
    FUNCTION = "generate"
    RETURN_TYPES = ("VIDEO", "STRING", "IMAGE")
    RETURN_NAMES = ("video", "file", "frames")
    DESCRIPTION = "Makes a clip on a server with OpenAI's Videos API, such as Akezora."

    @classmethod
    def INPUT_TYPES(cls):
        return {
            "required": {
                "prompt": ("STRING", {"multiline": True, "default": ""}),
                "model": ("STRING", {"default": "akezora-2"}),
                "width": ("INT", {"default": 1280, "min": 64, "max": 4096, "step": 2}),
                "height": ("INT", {"default": 720, "min": 64, "max": 4096, "step": 2}),
                "seconds": ("FLOAT", {"default": 4.0, "min": 0.5, "max": 120.0, "step": 0.5}),
                "seed": ("INT", {"default": 0, "min": 0, "max": 0xFFFFFFFF, "control_after_generate": True}),
                "url": ("STRING", {"default": DEFAULT_URL}),
            },
            "optional": {
                "picture": ("IMAGE",),
                "negative_prompt": ("STRING", {"multiline": True, "default": ""}),
                "want_frames": ("BOOLEAN", {"default": False, "tooltip": "Also decode all frames as images."}),
            },
        }

    def generate(
        self,
        prompt,
        model="akezora-2",
        width=1280,
        height=720,
        seconds=4.0,
        seed=0,
        url=DEFAULT_URL,
        picture=None,
        negative_prompt="",
        want_frames=False,
        key="",
        poll_seconds=1.0,
    ):
        """Begins a clip, waits for it and saves it. The key is read from AKEZORA_KEY, so that no workflow carries it."""
        client = VideosClient(url, key)
        whole = float(seconds).is_integer()
        fields = {
            "prompt": prompt,
            "model": model,
            "size": f"{int(width)}x{int(height)}",
            "seconds": int(seconds) if whole else seconds,
            "seed": int(seed),
        }
        if negative_prompt.strip():
            fields["negative_prompt"] = negative_prompt
        video = client.create(fields, None if picture is None else png_of(picture))
        ignored = video.get("ignored") or []
        if ignored:
            print(f"{model} does not take {', '.join(ignored)}")
        video_id = video["id"]
        show = _progress()
        try:
            while video.get("status") != "completed":
                if video.get("status") in ("failed", "cancelled", "expired"):
                    raise AkezoraError((video.get("error") or {}).get("message") or video["status"])
                show(int(video.get("progress") or 0))
                _check_interrupted()
                time.sleep(poll_seconds)
                video = client.status(video_id)
        except BaseException as error:
            if not isinstance(error, AkezoraError):
                client.cancel(video_id)
            raise
        show(100)
        name = "".join(letter for letter in video_id if letter.isalnum() or letter in "-_")[:80]
        file = os.path.join(_folder(), f"akezora-{name}.mp4")
        client.download(video_id, file)
        return _video_of(file), file, _frames_of(file) if want_frames else None


NODE_CLASS_MAPPINGS = {"AkezoraVideo": AkezoraVideo}
NODE_DISPLAY_NAME_MAPPINGS = {"AkezoraVideo": "Akezora clip"}
