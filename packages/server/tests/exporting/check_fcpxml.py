"""Checks an FCPXML 1.10 file with Python's own XML parser: `python3 check_fcpxml.py FILE`. Prints faults and notes as JSON.

The tables say what Apple's DTD of version 1.10 allows of the elements that are written here. With FCPXML_DTD=FILE and lxml, the
DTD itself is asked, too.
"""
import json
import os
import re
import sys
import xml.etree.ElementTree as tree
from fractions import Fraction

CHILDREN = {
    "fcpxml": r"(resources )?(library )?", "resources": r"((asset|format) )*", "format": "", "asset": r"(media-rep )+",
    "media-rep": "", "library": r"(event )*", "event": r"(project )*", "project": "sequence ", "sequence": "spine ",
    "spine": r"((asset-clip|gap) )*", "asset-clip": r"(note )?(marker )*", "gap": r"(note )?(marker )*", "marker": "",
}
ATTRIBUTES = {
    "fcpxml": ["version!"], "resources": [], "library": [], "event": ["name"], "project": ["name"], "spine": [],
    "format": ["id!", "name", "frameDuration", "width", "height", "colorSpace"],
    "asset": ["id!", "name", "start", "duration", "hasVideo", "videoSources", "format"],
    "media-rep": ["kind", "src!"], "sequence": ["format!", "duration", "tcStart", "tcFormat"],
    "asset-clip": ["ref!", "name", "offset", "start", "duration", "format", "tcFormat"],
    "gap": ["name", "offset", "start", "duration!"], "marker": ["start!", "duration", "value!", "note"],
}
TIMES = ["start", "duration", "offset", "frameDuration", "tcStart"]


def seconds(text):
    return Fraction(text[:-1])


def faults_of(root):
    ids = {}
    for element in root.iter():
        if "id" in element.attrib:
            ids[element.get("id")] = element
    for element in root.iter():
        tag = element.tag
        if tag not in CHILDREN:
            yield f"unknown element {tag}"
            continue
        children = "".join(f"{child.tag} " for child in element)
        if re.fullmatch(CHILDREN[tag], children) is None:
            yield f"{tag} has {children}"
        allowed = [name.rstrip("!") for name in ATTRIBUTES[tag]]
        yield from (f"{tag} has {name}" for name in element.attrib if name not in allowed)
        yield from (f"{tag} lacks {name}" for name in ATTRIBUTES[tag] if name.endswith("!") and name[:-1] not in element.attrib)
        for name in TIMES:
            if name in element.attrib and re.fullmatch(r"\d+(/[1-9]\d*)?s", element.get(name)) is None:
                yield f"{tag} {name} is {element.get(name)}"
        for name, kind in (("ref", "asset"), ("format", "format")):
            if name in element.attrib and getattr(ids.get(element.get(name)), "tag", None) != kind:
                yield f"{tag} {name} leads nowhere"
    sequence = root.find(".//sequence")
    frame = seconds(ids[sequence.get("format")].get("frameDuration"))
    at = Fraction(0)
    for item in root.find(".//spine"):
        offset, duration = seconds(item.get("offset")), seconds(item.get("duration"))
        if offset != at or (duration / frame).denominator != 1:
            yield f"{item.tag} at {item.get('offset')} for {item.get('duration')}"
        at += duration
        if item.tag == "asset-clip":
            own = seconds(ids[item.get("format")].get("frameDuration"))
            if (seconds(item.get("start")) / own).denominator != 1:
                yield f"start {item.get('start')} is no frame of its file"
        for marker in item:
            if marker.get("start") != item.get("start"):
                yield "a marker is not at the beginning of its part"
    if at != seconds(sequence.get("duration")):
        yield "the sequence has another length than its parts"


root = tree.parse(sys.argv[1]).getroot()
faults = list(faults_of(root))
if os.environ.get("FCPXML_DTD"):
    from lxml import etree

    dtd = etree.DTD(open(os.environ["FCPXML_DTD"], "rb"))
    if not dtd.validate(etree.parse(sys.argv[1])):
        faults += [str(error) for error in dtd.error_log]
notes = [marker.get("note") for marker in root.iter("marker")]
print(json.dumps({"faults": faults, "notes": notes}, ensure_ascii=False))
