import { describe, expect, it } from 'vitest';
import { createFilmPlayer } from '../../src/timeline/film-player.ts';
import type { Film } from '../../src/timeline/piece.ts';

/** A video that loads and seeks when the test says so. */
class FakeVideo extends EventTarget {
  src = '';
  seeking = false;
  readyState = 0;
  paused = true;
  ended = false;
  readonly asked: number[] = [];
  #time = 0;
  get currentTime() {
    return this.#time;
  }
  set currentTime(to: number) {
    this.#time = to;
    this.seeking = true;
    this.asked.push(to);
  }
  arrive() {
    this.seeking = false;
    this.readyState = 4;
    this.dispatchEvent(new Event(this.asked.length === 0 ? 'loadeddata' : 'seeked'));
  }
  play() {
    this.paused = false;
    return Promise.resolve();
  }
  pause() {
    this.paused = true;
  }
  load() {}
  removeAttribute() {
    this.src = '';
  }
}

const film = (video: string): Film => ({ seconds: 4, fps: 10, width: 16, height: 9, video, poster: '' });

function setup() {
  const videos = [new FakeVideo(), new FakeVideo()] as const;
  const shown: string[] = [];
  const player = createFilmPlayer(videos as unknown as [HTMLVideoElement, HTMLVideoElement], (front, frame) =>
    shown.push(`${front} ${frame}`),
  );
  return { videos, shown, player, one: videos[0], two: videos[1] };
}

describe('showing frames', () => {
  it('asks for the middle of the frame, and tells when it is there', () => {
    const { player, one, shown } = setup();
    player.show(film('a'), 1.2);
    one.arrive();
    expect(one.asked).toEqual([1.25]);
    expect(shown).toEqual([]);
    one.arrive();
    expect(shown).toEqual(['0 a#12']);
  });

  it('looks for one frame at a time, and of all wishes meanwhile follows the last', () => {
    const { player, one, shown } = setup();
    player.show(film('a'), 0.5);
    one.arrive();
    for (const time of [1, 2, 3]) player.show(film('a'), time);
    expect(one.asked).toEqual([0.55]);
    one.arrive();
    expect(one.asked).toEqual([0.55, 3.05]);
    one.arrive();
    expect(shown).toEqual(['0 a#30']);
  });

  it('keeps the film that is seen while another one is looked for', () => {
    const { player, one, two, shown } = setup();
    player.show(film('a'), 0.5);
    one.arrive();
    one.arrive();
    player.show(film('b'), 0);
    expect(one.src).toBe('a');
    two.arrive();
    two.arrive();
    expect(shown).toEqual(['0 a#5', '1 b#0']);
  });

  it('stays inside the film', () => {
    const { player, one } = setup();
    player.show(film('a'), 4);
    one.arrive();
    expect(one.asked[0]).toBeLessThan(4);
  });
});

describe('playing', () => {
  it('goes on in the other video where that was made ready', () => {
    const { player, one, two } = setup();
    player.play(film('a'), 1);
    one.arrive();
    expect(one.paused).toBe(false);
    player.prepare(film('b'), 2);
    two.arrive();
    expect(two.paused).toBe(true);
    player.play(film('b'), 2);
    expect([one.paused, two.paused]).toEqual([true, false]);
    expect(player.position()).toBe(2.05);
  });

  it('has no position until the film is there', () => {
    const { player, one } = setup();
    player.play(film('a'), 1);
    expect(player.position()).toBeUndefined();
    one.arrive();
    expect(player.position()).toBe(1);
  });

  it('lets its videos go', () => {
    const { player, one } = setup();
    player.play(film('a'), 1);
    player.close();
    expect(one.src).toBe('');
    expect(one.paused).toBe(true);
  });
});
