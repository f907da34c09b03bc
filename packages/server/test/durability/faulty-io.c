/*
 * A disk that fails when it is told to, without root: preloaded into a server, it fails what writes to the files of one
 * folder while a control file exists. FAULTY_IO_FOLDER is the folder; FAULTY_IO_CONTROL is the file, whose text says how:
 * ENOSPC (no room: what needs room fails, a sync does not) or EIO (what writes and what syncs fails) or
 * SYNC (syncs alone fail, with EIO).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { GROWS, SYNCS };

/* The error that a call of this kind on this file meets now, or 0. */
static int fault (int fd, enum kind kind)
{
  const char *folder = getenv("FAULTY_IO_FOLDER");
  const char *control = getenv("FAULTY_IO_CONTROL");
  if (folder == NULL || control == NULL) return 0;
  int before = errno;
  int found = 0;
  /* By number: these calls are our own to see, not to fail. */
  int file = (int) syscall(SYS_openat, AT_FDCWD, control, O_RDONLY | O_CLOEXEC, 0);
  if (file >= 0) {
    char how[16] = "";
    char link[64];
    char path[PATH_MAX];
    syscall(SYS_read, file, how, sizeof how - 1);
    syscall(SYS_close, file);
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    size_t prefix = strlen(folder);
    if (length > (ssize_t) prefix && strncmp(path, folder, prefix) == 0 && path[prefix] == '/') {
      if (strncmp(how, "ENOSPC", 6) == 0 && kind == GROWS) found = ENOSPC;
      if (strncmp(how, "EIO", 3) == 0) found = EIO;
      if (strncmp(how, "SYNC", 4) == 0 && kind == SYNCS) found = EIO;
    }
  }
  errno = before;
  return found;
}

#define FAILING(result, name, kind, parameters, arguments) \
  result name parameters \
  { \
    static result (*real) parameters; \
    if (real == NULL) real = (result (*) parameters) dlsym(RTLD_NEXT, #name); \
    int met = fault(fd, kind); \
    if (met != 0) { errno = met; return -1; } \
    return real arguments; \
  }

FAILING(ssize_t, write, GROWS, (int fd, const void *bytes, size_t count), (fd, bytes, count))
FAILING(ssize_t, writev, GROWS, (int fd, const struct iovec *parts, int count), (fd, parts, count))
FAILING(ssize_t, pwrite, GROWS, (int fd, const void *bytes, size_t count, off_t at), (fd, bytes, count, at))
FAILING(ssize_t, pwrite64, GROWS, (int fd, const void *bytes, size_t count, off64_t at), (fd, bytes, count, at))
FAILING(ssize_t, pwritev, GROWS, (int fd, const struct iovec *parts, int count, off_t at), (fd, parts, count, at))
FAILING(ssize_t, pwritev64, GROWS, (int fd, const struct iovec *parts, int count, off64_t at), (fd, parts, count, at))
FAILING(int, ftruncate, GROWS, (int fd, off_t length), (fd, length))
FAILING(int, ftruncate64, GROWS, (int fd, off64_t length), (fd, length))
FAILING(int, fallocate, GROWS, (int fd, int mode, off_t at, off_t length), (fd, mode, at, length))
FAILING(int, fallocate64, GROWS, (int fd, int mode, off64_t at, off64_t length), (fd, mode, at, length))
FAILING(int, fsync, SYNCS, (int fd), (fd))
FAILING(int, fdatasync, SYNCS, (int fd), (fd))

/* These answer with the error itself. */
int posix_fallocate (int fd, off_t at, off_t length)
{
  static int (*real) (int, off_t, off_t);
  if (real == NULL) real = (int (*) (int, off_t, off_t)) dlsym(RTLD_NEXT, "posix_fallocate");
  int met = fault(fd, GROWS);
  return met != 0 ? met : real(fd, at, length);
}

int posix_fallocate64 (int fd, off64_t at, off64_t length)
{
  static int (*real) (int, off64_t, off64_t);
  if (real == NULL) real = (int (*) (int, off64_t, off64_t)) dlsym(RTLD_NEXT, "posix_fallocate64");
  int met = fault(fd, GROWS);
  return met != 0 ? met : real(fd, at, length);
}
