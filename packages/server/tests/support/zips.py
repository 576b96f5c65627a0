"""Writes ZIP archives by Python's zipfile, good ones and bad ones: `zips.py CLIP FOLDER`."""

import hashlib
import json
import struct
import sys
import zipfile

clip, folder = sys.argv[1:]
video = open(clip, "rb").read()


def archive(name, *entries, method=zipfile.ZIP_DEFLATED):
    path = f"{folder}/{name}.zip"
    with zipfile.ZipFile(path, "w", method) as made:
        for entry, content in entries:
            made.writestr(entry, content)
    return path


def patch(path, change):
    content = bytearray(open(path, "rb").read())
    change(content)
    open(path, "wb").write(content)


openai = [{"id": "video_68a1b2c3d4e5f6", "object": "video", "prompt": "a boat at dawn", "model": "sora-2", "created_at": 1740000000}]
archive(
    "good",
    ("clips/videos/one.mp4", video),
    ("clips/metadata.csv", 'file_name,prompt,tags\r\nvideos/one.mp4,"a fox, ""quick""",red fast\r\n'),
    ("clips/video_68a1b2c3d4e5f6.mp4", video),
    ("clips/videos.json", json.dumps({"data": openai})),
    ("夜の街/雪の中の猫_2.mp4", video),
    ("notes/two.mp4", video),
    ("notes/two.txt", "two boats\n"),
    ("__MACOSX/clips/._one.mp4", b"litter"),
)
facts = {
    "generator": "akezora 0.1.0", "model": "akezora-2", "modelVersion": "1", "kernels": "cpu:int8", "seed": 42,
    "prompt": "a hare", "unknownWords": [], "width": 128, "height": 72, "fps": 12, "seconds": 2, "frames": 24, "steps": 4,
    "guidance": 1, "codec": "h264", "request": {"prompt": "a hare"},
}
cell = json.dumps(facts).replace('"', '""')
archive(
    "seeds",
    ("metadata.csv", f'file_name,prompt,seed,facts\r\nvideos/a.mp4,an ape,7,\r\nvideos/b.mp4,,,"{cell}"\r\nvideos/c.mp4,a crow,1.5,{{}}\r\n'),
    ("videos/a.mp4", video),
    ("videos/b.mp4", video),
    ("videos/c.mp4", video),
    ("videos/d.mp4", video),
    ("videos/d.mp4.json", json.dumps({"facts": facts, "measures": {}})),
    ("videos/e.mp4", video),
    ("videos/e.json", json.dumps({"prompt": "an eel", "seed": 12345678901})),
)
rows = ",".join('{"file_name":"%d.mp4","prompt":"row %d","note":"%s"}' % (i, i, hashlib.md5(b"%d" % i).hexdigest() * 3) for i in range(50000))
archive("long", ("all.json", "[" + rows + "]"), ("49999.mp4", video))
archive("stored", ("a dog.mp4", video), method=zipfile.ZIP_STORED)
archive("outside", ("fine.mp4", video), ("../../escape.mp4", video))
archive("absolute", ("/etc/cron.d/x.mp4", video))
archive("bomb", ("big.mp4", b"\0" * 30_000_000))
archive("half", ("whole.mp4", video), ("half.mp4", video[:3000]))
archive("empty", ("readme.txt", "nothing here"))
archive("table", ("one.mp4", video), ("all.json", "{not json"))
link = zipfile.ZipInfo("link.mp4")
link.external_attr = 0o120777 << 16
archive("link", (link, "/etc/passwd"))

path = archive("locked", ("one.mp4", video))
patch(path, lambda content: content.__setitem__(content.rindex(b"PK\1\2") + 8, 1))
path = archive("lying", ("one.mp4", video), method=zipfile.ZIP_STORED)
patch(path, lambda content: content.__setitem__(5000, content[5000] ^ 1))
path = archive("overlap", ("one.mp4", video), ("two.mp4", video))
patch(path, lambda content: struct.pack_into("<I", content, content.rindex(b"PK\1\2") + 42, 0))
path = archive("cut", ("one.mp4", video))
patch(path, lambda content: content.__delitem__(slice(len(content) - 40, None)))
