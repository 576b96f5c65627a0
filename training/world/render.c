/* Resamples a premultiplied RGBA texture along both axes, and lays it over a picture: the inner loops of render.py, which says what they compute.
 *
 * An axis comes as taps: for each output pixel, `taps` indices of texels and their weights. Texture rows are resampled along columns once, as they are needed.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef float Texel __attribute__((vector_size(16), aligned(4)));
typedef uint8_t Bytes __attribute__((vector_size(4), aligned(1)));

typedef struct {
  int64_t count, taps;
  const int32_t *index;
  const float *weight;
} Axis;

/* Light on a layer: colour = texel × scale × tone, then `haze` of `far` instead of it. */
typedef struct {
  float scale, tone[3], haze, far[3];
} Light;

static void across(float *line, const uint8_t *row, const Axis *columns) {
  for (int64_t c = 0; c < columns->count; c++) {
    Texel sum = {0, 0, 0, 0};
    for (int64_t k = 0; k < columns->taps; k++) {
      Bytes raw = *(const Bytes *)(row + 4 * (int64_t)columns->index[c * columns->taps + k]);
      sum += __builtin_convertvector(raw, Texel) * columns->weight[c * columns->taps + k];
    }
    *(Texel *)(line + 4 * c) = sum;
  }
}

typedef struct {
  float *lines;
  uint8_t *ready;
  const uint8_t *texture;
  int64_t width;
} Lines;

static const float *line_of(Lines *all, int64_t row, const Axis *columns) {
  float *line = all->lines + row * 4 * columns->count;
  if (!all->ready[row]) {
    across(line, all->texture + 4 * row * all->width, columns);
    all->ready[row] = 1;
  }
  return line;
}

static void down(float *out, Lines *all, const Axis *rows, int64_t r, const Axis *columns) {
  int64_t n = 4 * columns->count;
  memset(out, 0, n * sizeof(float));
  for (int64_t k = 0; k < rows->taps; k++) {
    float weight = rows->weight[r * rows->taps + k];
    if (weight == 0) continue;
    const float *line = line_of(all, rows->index[r * rows->taps + k], columns);
    for (int64_t i = 0; i < n; i++) out[i] += weight * line[i];
  }
}

static Lines begin(const uint8_t *texture, int64_t height, int64_t width, const Axis *columns) {
  Lines all = {malloc(height * 4 * columns->count * sizeof(float)), calloc(height, 1), texture, width};
  return all;
}

static void end(Lines *all) {
  free(all->lines);
  free(all->ready);
}

/* out [rows, columns, 4] = texels × scale. */
void resample(float *out, const uint8_t *texture, int64_t height, int64_t width, const int32_t *ri, const float *rw, int64_t rn, int64_t rk, const int32_t *ci,
              const float *cw, int64_t cn, int64_t ck, float scale) {
  Axis rows = {rn, rk, ri, rw}, columns = {cn, ck, ci, cw};
  Lines all = begin(texture, height, width, &columns);
  for (int64_t r = 0; r < rn; r++) {
    float *line = out + r * 4 * cn;
    down(line, &all, &rows, r, &columns);
    for (int64_t i = 0; i < 4 * cn; i++) line[i] *= scale;
  }
  end(&all);
}

/* Over the part of image [height, stride, 3] that begins at row `top`, column `left`. light: scale, tone (3), haze, far (3). */
void lay(float *image, int64_t stride, int64_t top, int64_t left, const uint8_t *texture, int64_t height, int64_t width, const int32_t *ri, const float *rw,
         int64_t rn, int64_t rk, const int32_t *ci, const float *cw, int64_t cn, int64_t ck, const float *light_values) {
  Axis rows = {rn, rk, ri, rw}, columns = {cn, ck, ci, cw};
  Light light;
  memcpy(&light, light_values, sizeof light);
  Lines all = begin(texture, height, width, &columns);
  float *line = malloc(4 * cn * sizeof(float));
  float keep[3], add[3];
  for (int j = 0; j < 3; j++) {
    keep[j] = light.scale * light.tone[j] * (1 - light.haze);
    add[j] = light.haze * light.far[j];
  }
  for (int64_t r = 0; r < rn; r++) {
    down(line, &all, &rows, r, &columns);
    float *target = image + 3 * ((top + r) * stride + left);
    for (int64_t c = 0; c < cn; c++) {
      float alpha = line[4 * c + 3] * light.scale;
      for (int j = 0; j < 3; j++) target[3 * c + j] = target[3 * c + j] * (1 - alpha) + line[4 * c + j] * keep[j] + add[j] * alpha;
    }
  }
  free(line);
  end(&all);
}

/* Unlit, over the part of features [height, stride, 8] that begins at row `top`, column `left`: three colours (2 × colour − 1, times coverage), coverage, and how much of
 * the coverage is of each of four groups; `group` is the layer's, or −1. */
void lay_unlit(float *image, int64_t stride, int64_t top, int64_t left, const uint8_t *texture, int64_t height, int64_t width, const int32_t *ri, const float *rw,
               int64_t rn, int64_t rk, const int32_t *ci, const float *cw, int64_t cn, int64_t ck, float scale, int64_t group) {
  Axis rows = {rn, rk, ri, rw}, columns = {cn, ck, ci, cw};
  Lines all = begin(texture, height, width, &columns);
  float *line = malloc(4 * cn * sizeof(float));
  for (int64_t r = 0; r < rn; r++) {
    down(line, &all, &rows, r, &columns);
    float *target = image + 8 * ((top + r) * stride + left);
    for (int64_t c = 0; c < cn; c++, target += 8) {
      float alpha = line[4 * c + 3] * scale, rest = 1 - alpha;
      for (int j = 0; j < 3; j++) target[j] = target[j] * rest + 2 * scale * line[4 * c + j] - alpha;
      for (int j = 3; j < 8; j++) target[j] *= rest;
      target[3] += alpha;
      if (group >= 0) target[4 + group] += alpha;
    }
  }
  free(line);
  end(&all);
}
