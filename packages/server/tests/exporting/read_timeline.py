"""Reads a timeline with OpenTimelineIO's own library and prints what it found: `python3 read_timeline.py FILE`.

Times are printed as fractions of a second.
"""
import json
import sys
from fractions import Fraction

import opentimelineio as otio


def seconds(time):
    rate = Fraction(time.rate).limit_denominator(1001)
    if abs(time.rate - round(time.rate)) > 1e-6:
        rate = Fraction(round(time.rate * 1001 / 1000) * 1000, 1001)
    return str(Fraction(time.value).limit_denominator(1) / rate)


def describe(item):
    reference = getattr(item, "media_reference", None)
    url = getattr(reference, "target_url", None)
    span = item.range_in_parent()
    return {
        "kind": item.schema_name(),
        "name": item.name,
        "begins": seconds(span.start_time),
        "lasts": seconds(span.duration),
        "start": seconds(item.trimmed_range().start_time) if url else None,
        "file": url,
        "there": seconds(reference.available_range.duration) if url else None,
        "words": [marker.comment for marker in item.markers],
    }


found = otio.adapters.read_from_file(sys.argv[1])
print(json.dumps({
    "name": found.name,
    "tracks": [[describe(item) for item in track] for track in found.tracks],
    "lasts": seconds(found.duration()),
}, ensure_ascii=False, indent=1))
