"""Uses a running server through OpenAI's own Python package: `openai_client.py URL PICTURE`."""

import base64
import io
import json
import sys

from openai import NotFoundError, OpenAI

url = sys.argv[1]
client = OpenAI(base_url=f"{url}/v1", api_key="any", max_retries=0)
said = {}

video = client.videos.create_and_poll(prompt="a fox in the snow", model="sora-2", seconds="4", size="128x72", poll_interval_ms=200)
said["status"] = video.status
said["model"] = video.model
said["seconds"] = video.seconds
said["progress"] = video.progress
said["video"] = len(client.videos.download_content(video.id).read())
said["thumbnail"] = client.videos.download_content(video.id, variant="thumbnail").read()[8:12].decode("latin1")
said["retrieved"] = client.videos.retrieve(video.id).id == video.id

picture = io.BytesIO(base64.b64decode(sys.argv[2]))
picture.name = "start.png"
started = client.videos.create_and_poll(prompt="from a picture", input_reference=picture, poll_interval_ms=200)
said["started"] = started.status

remixed = client.videos.remix(video.id, prompt="the same at night")
said["remixed"] = remixed.remixed_from_video_id == video.id

said["listed"] = video.id in [one.id for one in client.videos.list(limit=10)]
said["ascending"] = [one.id for one in client.videos.list(limit=1, order="asc")][0] == video.id
said["deleted"] = client.videos.delete(video.id).deleted
try:
    client.videos.retrieve(video.id)
except NotFoundError as error:
    said["gone"] = error.status_code

print(json.dumps(said))
