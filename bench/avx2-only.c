/*
 * Shows the programs of this process an x86 machine with AVX2 and nothing beyond it: no AVX-512, AMX or VNNI. For measuring
 * what such machines reach on one that has more. Needs Linux and a processor with CPUID faulting (`cpuid_fault` in
 * /proc/cpuinfo).
 *
 *   gcc -O2 -shared -fPIC -o /tmp/avx2-only.so bench/avx2-only.c -ldl
 *   LD_PRELOAD=/tmp/avx2-only.so node bench/kernels.ts
 *
 * arch_prctl(ARCH_SET_CPUID, 0) makes CPUID fault; the handler runs it, clears the bits and goes on. The flag is kept by new
 * threads and forks; a new program sets it again through LD_PRELOAD. /proc/cpuinfo is shown without the same features.
 * The C library has chosen its string functions before: they stay as they are.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

enum { ARCH_SET_CPUID = 0x1012 };
#define BIT(n) (1u << (n))

static int allow_cpuid(int allowed) { return syscall(SYS_arch_prctl, ARCH_SET_CPUID, allowed); }

/* ---- CPUID ---- */

static void masked_cpuid(uint32_t leaf, uint32_t part, uint32_t out[4]) {
  allow_cpuid(1);
  __asm__ volatile("cpuid" : "=a"(out[0]), "=b"(out[1]), "=c"(out[2]), "=d"(out[3]) : "a"(leaf), "c"(part));
  allow_cpuid(0);
  if (leaf == 7 && part == 0) {
    /* F, DQ, IFMA, PF, ER, CD, BW, VL; VBMI, VBMI2, VNNI, BITALG, VPOPCNTDQ; 4VNNIW, 4FMAPS, VP2INTERSECT, FP16, AMX. */
    out[1] &= ~(BIT(16) | BIT(17) | BIT(21) | BIT(26) | BIT(27) | BIT(28) | BIT(30) | BIT(31));
    out[2] &= ~(BIT(1) | BIT(6) | BIT(11) | BIT(12) | BIT(14));
    out[3] &= ~(BIT(2) | BIT(3) | BIT(8) | BIT(22) | BIT(23) | BIT(24) | BIT(25));
  } else if (leaf == 7 && part == 1) {
    /* AVX-VNNI, AVX512-BF16, AMX-FP16, AVX-IFMA; AVX-VNNI-INT8, AVX-NE-CONVERT, AMX-COMPLEX, AVX-VNNI-INT16, AVX10. */
    out[0] &= ~(BIT(4) | BIT(5) | BIT(21) | BIT(23));
    out[3] &= ~(BIT(4) | BIT(5) | BIT(8) | BIT(10) | BIT(19));
  }
}

/* ---- the signal, shared with whoever else in the process handles it ---- */

static int (*libc_sigaction)(int, const struct sigaction *, struct sigaction *);
static struct sigaction other = {.sa_handler = SIG_DFL};

static void pass_on(int number, siginfo_t *info, void *context) {
  if (other.sa_flags & SA_SIGINFO) other.sa_sigaction(number, info, context);
  else if (other.sa_handler != SIG_DFL && other.sa_handler != SIG_IGN) other.sa_handler(number);
  else libc_sigaction(SIGSEGV, &other, NULL); /* The instruction faults again and ends the process. */
}

static void on_fault(int number, siginfo_t *info, void *context) {
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  const uint8_t *at = (const uint8_t *)registers[REG_RIP];
  /* CPUID faulting is a general protection fault, which has no address. */
  if (info->si_code != SI_KERNEL || at[0] != 0x0f || at[1] != 0xa2) return pass_on(number, info, context);
  uint32_t out[4];
  masked_cpuid(registers[REG_RAX], registers[REG_RCX], out);
  registers[REG_RAX] = out[0];
  registers[REG_RBX] = out[1];
  registers[REG_RCX] = out[2];
  registers[REG_RDX] = out[3];
  registers[REG_RIP] += 2;
}

int sigaction(int number, const struct sigaction *action, struct sigaction *before) {
  if (!libc_sigaction) *(void **)&libc_sigaction = dlsym(RTLD_NEXT, "sigaction");
  if (number != SIGSEGV) return libc_sigaction(number, action, before);
  struct sigaction old = other;
  if (action) other = *action;
  if (before) *before = old;
  return 0;
}

/* ---- /proc/cpuinfo ---- */

static int hidden(const char *flag) {
  return !strncmp(flag, "avx512", 6) || !strncmp(flag, "amx_", 4) || !strcmp(flag, "avx_vnni") || !strcmp(flag, "avx_ifma");
}

static int masked_cpuinfo(void) {
  int shown = memfd_create("cpuinfo", 0);
  FILE *real = fdopen(syscall(SYS_openat, AT_FDCWD, "/proc/cpuinfo", O_RDONLY), "r");
  if (shown < 0 || !real) abort();
  char *line = NULL;
  size_t size = 0;
  while (getline(&line, &size, real) > 0) {
    if (strncmp(line, "flags", 5)) {
      dprintf(shown, "%s", line);
      continue;
    }
    dprintf(shown, "flags\t\t:");
    for (char *word = strtok(strchr(line, ':') + 1, " \n"); word; word = strtok(NULL, " \n"))
      if (!hidden(word)) dprintf(shown, " %s", word);
    dprintf(shown, "\n");
  }
  free(line);
  fclose(real);
  lseek(shown, 0, SEEK_SET);
  return shown;
}

static int opened(const char *path, int flags, mode_t mode) {
  if (!strcmp(path, "/proc/cpuinfo")) return masked_cpuinfo();
  return syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

static mode_t mode_of(int flags, va_list rest) {
  return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(rest, mode_t) : 0;
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return opened(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return opened(path, flags | O_LARGEFILE, mode);
}

__attribute__((constructor)) static void begin(void) {
  if (!libc_sigaction) *(void **)&libc_sigaction = dlsym(RTLD_NEXT, "sigaction");
  struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
  libc_sigaction(SIGSEGV, &action, &other);
  if (allow_cpuid(0) != 0) {
    fprintf(stderr, "avx2-only: this processor or kernel cannot trap CPUID\n");
    _exit(1);
  }
}
