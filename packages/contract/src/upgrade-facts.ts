/** Facts and requests that earlier versions stored, in the present form. */

import { requestedMarksSchema } from './request.ts';
import { upgradeScene } from './scene.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Converts stored facts to the present form; facts of this version and other values are returned unchanged. Version 0.1 wrote
 * LoRAs into the model's name (`NAME+lora=FILE:STRENGTH+lora=…`), had three options without effect, and called actors `characters`;
 * its scenes are upgraded. The name of the model stays: facts say what really ran.
 */
export function upgradeFacts(stored: unknown): unknown {
  if (!isObject(stored) || !isObject(stored.request)) return stored;
  return { ...withScene(stored), request: upgradeRequest(stored.request) };
}

/** Converts a stored request to the present form; other values are returned unchanged. */
export function upgradeRequest(stored: unknown): unknown {
  if (!isObject(stored)) return stored;
  return actorsOfCharacters(withoutCardImages(withoutInterpolation(withLoras(withMarks(withScene(stored))))));
}

/** Version 0.1 took other marks, which had no effect. */
function withMarks(request: Json): Json {
  const { marks, ...rest } = request;
  return requestedMarksSchema.safeParse(marks).success ? request : rest;
}

const withScene = (holder: Json): Json =>
  holder.scene === undefined ? holder : { ...holder, scene: upgradeScene(holder.scene) };

/** Converts a stored plan to the present form: its scene is upgraded. */
export function upgradePlan(stored: unknown): unknown {
  return isObject(stored) ? withScene(stored) : stored;
}

/**
 * A request (or part of one, or limits by name) whose actors are still called `characters`, under their present name; other
 * values are returned unchanged. One with both is left to the schema, which refuses the old name.
 */
export function actorsOfCharacters(given: unknown): unknown {
  if (!isObject(given) || given.characters === undefined || given.actors !== undefined) return given;
  const { characters, ...request } = given;
  return { ...request, actors: characters };
}

function withLoras(request: Json): Json {
  if (typeof request.model !== 'string' || !request.model.includes('+lora=')) return request;
  const [model, ...loras] = request.model.split('+lora=');
  return { ...request, model, loras: loras.map(loraOf) };
}

/** `FILE:STRENGTH` or `FILE`, whose strength is 1. */
function loraOf(text: string): Json {
  const [, file = text, strength = '1'] = /^(.+?)(?::(-?\d+(?:\.\d+)?))?$/.exec(text) ?? [];
  return { file, strength: Math.min(10, Math.max(-10, Number(strength))) };
}

function withoutCardImages(request: Json): Json {
  if (!Array.isArray(request.storyboard)) return request;
  const storyboard = request.storyboard.map((card: unknown) => {
    if (!isObject(card)) return card;
    const { image: _image, ...rest } = card;
    return rest;
  });
  return { ...request, storyboard };
}

function withoutInterpolation(request: Json): Json {
  if (!isObject(request.finish)) return request;
  const { interpolate: _interpolate, ...finish } = request.finish;
  return { ...request, finish };
}
