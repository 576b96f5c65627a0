/* Samples neural textures into quads and composites them back to front, with gradients.
 *
 * This is the fast CPU form of `composite_plain` in textures.py, which defines what it computes. It works a row of one frame at a
 * time, so that everything between the texels and the image stays in the second-level cache, and it samples again in the backward
 * pass instead of keeping what the forward pass saw.
 *
 * A texel has NF features and one alpha logit. A quad has VALUES numbers, see QUAD_* below. Images are [frames, height, width, NF + 1];
 * the last channel is how much of the background (zeros) is covered.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifndef NF
#define NF 8
#endif
#define TEXEL (NF + 1)
#define MAX_SIDE 3 /* samples a pixel along one axis, against aliasing of small quads */
#define MAX_TAPS (2 * MAX_SIDE)

/* Features as one vector, wherever they lie. */
typedef float Features __attribute__((vector_size(NF * sizeof(float)), aligned(4)));

enum { QUAD_X, QUAD_Y, QUAD_W, QUAD_H, QUAD_PHASE, QUAD_ALPHA, VALUES };
enum { INT_OFFSET, INT_PHASES, INT_TEX_H, INT_TEX_W, INT_FLIP, INT_WRAP_U, INT_WRAP_V, INTS };

typedef struct {
  int count;
  int index[MAX_TAPS];
  float weight[MAX_TAPS];
} Taps;

typedef struct {
  int first, last; /* pixel columns [first, last) */
  float alpha;
  float mix; /* weight of the second phase */
  int64_t base[2];
  Taps row;
  const Taps *columns;
} Span;

/* The texels, with weights, that one pixel sees along one axis of a quad. `position` is the pixel's corner in pixels. */
static void axis_taps(Taps *out, int position, float start, float extent, int texels, int wrap, int flip) {
  float per_pixel = (float)texels / extent;
  int samples = (int)ceilf(per_pixel - 0.5f);
  if (samples < 1) samples = 1;
  if (samples > MAX_SIDE) samples = MAX_SIDE;
  out->count = 2 * samples;
  for (int s = 0; s < samples; s++) {
    float u = ((float)position + ((float)s + 0.5f) / (float)samples - start) / extent;
    if (wrap) u -= floorf(u);
    if (flip) u = 1.0f - u;
    float x = u * (float)texels - 0.5f, low = floorf(x), part = x - low;
    int a = (int)low, b = a + 1;
    if (wrap) {
      a = ((a % texels) + texels) % texels;
      b = ((b % texels) + texels) % texels;
    } else {
      a = a < 0 ? 0 : a >= texels ? texels - 1 : a;
      b = b < 0 ? 0 : b >= texels ? texels - 1 : b;
    }
    out->index[2 * s] = a;
    out->index[2 * s + 1] = b;
    out->weight[2 * s] = (1.0f - part) / (float)samples;
    out->weight[2 * s + 1] = part / (float)samples;
  }
}

/* Pixels [first, last) whose centres lie inside [start, start + extent). */
static void covered(float start, float extent, int limit, int wrap, int *first, int *last) {
  if (wrap) {
    *first = 0;
    *last = limit;
    return;
  }
  float a = ceilf(start - 0.5f), b = ceilf(start + extent - 0.5f);
  *first = a < 0 ? 0 : a > (float)limit ? limit : (int)a;
  *last = b < 0 ? 0 : b > (float)limit ? limit : (int)b;
}

typedef struct {
  int spans, capacity, width;
  Span *span;
  Taps *columns;  /* [capacity, width] */
  float *value;   /* [capacity, width, TEXEL]: sampled features and alpha */
  float *under;   /* [capacity, width, TEXEL]: the image below each layer */
  float *image;   /* [width, TEXEL] */
} Work;

static Work work_new(int capacity, int width) {
  Work w = {0, capacity, width, 0, 0, 0, 0, 0};
  size_t cells = (size_t)capacity * (size_t)width;
  w.span = malloc(sizeof(Span) * (size_t)capacity);
  w.columns = malloc(sizeof(Taps) * cells);
  w.value = malloc(sizeof(float) * cells * TEXEL);
  w.under = malloc(sizeof(float) * cells * TEXEL);
  w.image = malloc(sizeof(float) * (size_t)width * TEXEL);
  return w;
}

static void work_free(Work *w) {
  free(w->span);
  free(w->columns);
  free(w->value);
  free(w->under);
  free(w->image);
}

static void frame_columns(Work *w, int quads, const float *values, const int64_t *ints) {
  for (int q = 0; q < quads; q++) {
    const float *v = values + q * VALUES;
    const int64_t *n = ints + q * INTS;
    int first, last;
    covered(v[QUAD_X], v[QUAD_W], w->width, (int)n[INT_WRAP_U], &first, &last);
    for (int x = first; x < last; x++)
      axis_taps(&w->columns[q * w->width + x], x, v[QUAD_X], v[QUAD_W], (int)n[INT_TEX_W], (int)n[INT_WRAP_U], (int)n[INT_FLIP]);
  }
}

static void row_spans(Work *w, int y, int height, int quads, const float *values, const int64_t *ints) {
  w->spans = 0;
  for (int q = 0; q < quads; q++) {
    const float *v = values + q * VALUES;
    const int64_t *n = ints + q * INTS;
    int top, bottom;
    if (v[QUAD_ALPHA] <= 0.0f || v[QUAD_W] <= 0.0f || v[QUAD_H] <= 0.0f) continue;
    covered(v[QUAD_Y], v[QUAD_H], height, (int)n[INT_WRAP_V], &top, &bottom);
    if (y < top || y >= bottom) continue;
    Span *s = &w->span[w->spans];
    covered(v[QUAD_X], v[QUAD_W], w->width, (int)n[INT_WRAP_U], &s->first, &s->last);
    if (s->first >= s->last) continue;
    axis_taps(&s->row, y, v[QUAD_Y], v[QUAD_H], (int)n[INT_TEX_H], (int)n[INT_WRAP_V], 0);
    float turn = v[QUAD_PHASE] - floorf(v[QUAD_PHASE]), p = turn * (float)n[INT_PHASES], low = floorf(p);
    int64_t size = n[INT_TEX_H] * n[INT_TEX_W], p0 = (int64_t)low % n[INT_PHASES], p1 = (p0 + 1) % n[INT_PHASES];
    s->mix = n[INT_PHASES] > 1 ? p - low : 0.0f;
    s->base[0] = n[INT_OFFSET] + p0 * size;
    s->base[1] = n[INT_OFFSET] + p1 * size;
    for (int r = 0; r < s->row.count; r++) s->row.index[r] *= (int)n[INT_TEX_W];
    s->alpha = v[QUAD_ALPHA];
    s->columns = w->columns + q * w->width;
    w->spans++;
  }
}

static void sample(const Span *s, const float *texels, int x, float *out) {
  const Taps *column = &s->columns[x];
  Features sum = {0};
  float logit = 0;
  int phases = s->mix > 0.0f ? 2 : 1;
  for (int p = 0; p < phases; p++) {
    float pw = p ? s->mix : 1.0f - s->mix;
    for (int r = 0; r < s->row.count; r++)
      for (int c = 0; c < column->count; c++) {
        const float *t = texels + (s->base[p] + s->row.index[r] + column->index[c]) * TEXEL;
        float weight = pw * s->row.weight[r] * column->weight[c];
        sum += weight * *(const Features *)t;
        logit += weight * t[NF];
      }
  }
  *(Features *)out = sum;
  out[NF] = logit;
}

static void scatter(const Span *s, float *gradient, int x, const float *g) {
  Features features = *(const Features *)g;
  const Taps *column = &s->columns[x];
  int phases = s->mix > 0.0f ? 2 : 1;
  for (int p = 0; p < phases; p++) {
    float pw = p ? s->mix : 1.0f - s->mix;
    for (int r = 0; r < s->row.count; r++)
      for (int c = 0; c < column->count; c++) {
        float *t = gradient + (s->base[p] + s->row.index[r] + column->index[c]) * TEXEL;
        float weight = pw * s->row.weight[r] * column->weight[c];
        *(Features *)t += weight * features;
        t[NF] += weight * g[NF];
      }
  }
}

static void row_forward(Work *w, const float *texels, int keep) {
  memset(w->image, 0, sizeof(float) * (size_t)w->width * TEXEL);
  for (int q = 0; q < w->spans; q++) {
    const Span *s = &w->span[q];
    for (int x = s->first; x < s->last; x++) {
      float local[TEXEL], *f = keep ? w->value + ((size_t)q * w->width + x) * TEXEL : local, *image = w->image + (size_t)x * TEXEL;
      sample(s, texels, x, f);
      float a = s->alpha / (1.0f + expf(-f[NF]));
      if (keep) memcpy(w->under + ((size_t)q * w->width + x) * TEXEL, image, sizeof(float) * TEXEL);
      for (int k = 0; k < NF; k++) image[k] += a * (f[k] - image[k]);
      image[NF] += a * (1.0f - image[NF]);
      f[NF] = a;
    }
  }
}

static int most_quads(int64_t frames, const int64_t *start) {
  int64_t most = 1;
  for (int64_t f = 0; f < frames; f++)
    if (start[f + 1] - start[f] > most) most = start[f + 1] - start[f];
  return (int)most;
}

/* image [frames, height, width, TEXEL] of quads start[f] … start[f + 1] of each frame. */
void composite_forward(const float *texels, const float *values, const int64_t *ints, const int64_t *start, int64_t frames,
                       int64_t height, int64_t width, float *image, int64_t threads) {
  int most = most_quads(frames, start);
#pragma omp parallel num_threads((int)threads)
  {
    Work w = work_new(most, (int)width);
#pragma omp for schedule(dynamic, 1)
    for (int64_t f = 0; f < frames; f++) {
      int quads = (int)(start[f + 1] - start[f]);
      const float *v = values + start[f] * VALUES;
      const int64_t *n = ints + start[f] * INTS;
      frame_columns(&w, quads, v, n);
      for (int64_t y = 0; y < height; y++) {
        row_spans(&w, (int)y, (int)height, quads, v, n);
        row_forward(&w, texels, 0);
        memcpy(image + (f * height + y) * width * TEXEL, w.image, sizeof(float) * (size_t)width * TEXEL);
      }
    }
    work_free(&w);
  }
}

/* Adds to gradient [threads, texels, TEXEL] (one slab a thread, to be summed) for image_gradient, shaped like the image.
 * Frames are dealt to threads in turn, so that the sums, and with them a training run, repeat bit for bit. */
void composite_backward(const float *texels, const float *values, const int64_t *ints, const int64_t *start, int64_t frames,
                        int64_t height, int64_t width, const float *image_gradient, float *gradient, int64_t slab, int64_t threads) {
  int most = most_quads(frames, start);
#pragma omp parallel for num_threads((int)threads) schedule(static, 1)
  for (int64_t thread = 0; thread < threads; thread++) {
    Work w = work_new(most, (int)width);
    float *grad = gradient + thread * slab;
    for (int64_t f = thread; f < frames; f += threads) {
      int quads = (int)(start[f + 1] - start[f]);
      const float *v = values + start[f] * VALUES;
      const int64_t *n = ints + start[f] * INTS;
      frame_columns(&w, quads, v, n);
      for (int64_t y = 0; y < height; y++) {
        row_spans(&w, (int)y, (int)height, quads, v, n);
        row_forward(&w, texels, 1);
        memcpy(w.image, image_gradient + (f * height + y) * width * TEXEL, sizeof(float) * (size_t)width * TEXEL);
        for (int q = w.spans - 1; q >= 0; q--) {
          const Span *s = &w.span[q];
          for (int x = s->first; x < s->last; x++) {
            const float *value = w.value + ((size_t)q * width + x) * TEXEL, *under = w.under + ((size_t)q * width + x) * TEXEL;
            float *g = w.image + (size_t)x * TEXEL, out[TEXEL], a = value[NF], alpha_gradient = g[NF] * (1.0f - under[NF]);
            for (int k = 0; k < NF; k++) {
              out[k] = g[k] * a;
              alpha_gradient += g[k] * (value[k] - under[k]);
            }
            out[NF] = alpha_gradient * a * (1.0f - a / s->alpha);
            for (int k = 0; k < TEXEL; k++) g[k] *= 1.0f - a;
            scatter(s, grad, x, out);
          }
        }
      }
    }
    work_free(&w);
  }
}
