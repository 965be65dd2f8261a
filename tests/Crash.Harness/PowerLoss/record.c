// Records what a process does to the files below one directory: writes, truncations, names, and what it has synced, and does badly what a bad disk
// does badly. Preloaded into the silo by tests; see Recorder.cs. One record: kind, file id, offset, length, monotonic nanoseconds, then the bytes.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define MAX_FDS 65536
#define MAX_FILES 65536

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static int out = -1;
static char root[PATH_MAX];
static size_t root_length;
static int fd_file[MAX_FDS]; // 0 for what is not recorded, -1 for a directory, otherwise the file
static char *fd_path[MAX_FDS];
static struct { dev_t device; ino_t inode; int live; } files[MAX_FILES];
static int file_count;

// A file that the test changes while the process runs: what the disk does, one byte, then a part of the paths with which it does it; see Recorder.cs.
#define FAULT_BYTES 64
static const volatile char *fault = "\0";
enum { WORKS = 0, FAILS_TO_SYNC = 'S', FAILS = 'E', READ_ONLY = 'R', HANGS = 'H' };

#define REAL(name) __typeof__(&name) real_##name = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static void put(const void *bytes, size_t length) {
  REAL(write);
  const char *at = bytes;
  while (length > 0) {
    ssize_t n = real_write(out, at, length);
    if (n < 0) abort();
    at += n;
    length -= (size_t)n;
  }
}

static void record(char kind, int file, int64_t offset, const void *bytes, uint32_t length) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  char head[32];
  int64_t time = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
  int32_t id = file;
  memset(head, 0, sizeof head);
  head[0] = kind;
  memcpy(head + 4, &id, 4);
  memcpy(head + 8, &offset, 8);
  memcpy(head + 16, &length, 4);
  memcpy(head + 24, &time, 8);
  put(head, sizeof head);
  if (length > 0) put(bytes, length);
}

__attribute__((constructor)) static void start(void) {
  const char *to = getenv("TWINS_RECORD"), *under = getenv("TWINS_RECORD_ROOT");
  if (!to || !under || !realpath(under, root)) return;
  root_length = strlen(root);
  REAL(open);
  out = real_open(to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const char *told = getenv("TWINS_RECORD_FAULT");
  int fd = told ? real_open(told, O_RDONLY | O_CLOEXEC, 0) : -1;
  if (fd < 0) return;
  fault = mmap(NULL, FAULT_BYTES, PROT_READ, MAP_SHARED, fd, 0);
  if (fault == MAP_FAILED) abort();
  close(fd);
}

// Whether a write, a sync or a change of names fails now, with errno set; a disk that hangs is waited for.
static int fails(const char *path, int is_sync) {
  if (*fault == WORKS || !strstr(path, (const char *)fault + 1)) return 0;
  while (*fault == HANGS) {
    struct timespec moment = {0, 5000000};
    nanosleep(&moment, NULL);
  }
  int error = *fault == FAILS || (is_sync && *fault == FAILS_TO_SYNC) ? EIO : *fault == READ_ONLY ? EROFS : 0;
  if (error) errno = error;
  return error;
}

static int is_below(const char *path, char *full) {
  if (out < 0 || !path) return 0;
  if (path[0] == '/') snprintf(full, PATH_MAX, "%s", path);
  else {
    if (!getcwd(full, PATH_MAX)) return 0;
    size_t length = strlen(full);
    if (length + 1 + strlen(path) >= PATH_MAX) return 0;
    full[length] = '/';
    strcpy(full + length + 1, path);
  }
  size_t length = strlen(full);
  while (length > 1 && full[length - 1] == '/') full[--length] = 0;
  return strncmp(full, root, root_length) == 0 && (full[root_length] == '/' || full[root_length] == 0);
}

static int file_of(const struct stat *info) {
  for (int i = file_count; i > 0; i--)
    if (files[i].live && files[i].inode == info->st_ino && files[i].device == info->st_dev) return i;
  if (++file_count >= MAX_FILES) abort();
  files[file_count].device = info->st_dev;
  files[file_count].inode = info->st_ino;
  files[file_count].live = 1;
  return file_count;
}

static void opened(int fd, const char *path, int flags) {
  char full[PATH_MAX];
  struct stat info;
  if (fd < 0 || fd >= MAX_FDS || !is_below(path, full) || fstat(fd, &info) != 0) return;
  pthread_mutex_lock(&gate);
  free(fd_path[fd]);
  fd_path[fd] = strdup(full);
  if (S_ISDIR(info.st_mode)) fd_file[fd] = -1;
  else {
    fd_file[fd] = file_of(&info);
    record('O', fd_file[fd], 0, full, (uint32_t)strlen(full));
    if (flags & O_TRUNC) record('T', fd_file[fd], 0, NULL, 0);
  }
  pthread_mutex_unlock(&gate);
}

static int recorded(int fd) { return out >= 0 && fd >= 0 && fd < MAX_FDS ? fd_file[fd] : 0; }

// To open for writing needs a disk that can be written.
static int cannot_open(const char *path, int flags) {
  char full[PATH_MAX];
  return (flags & (O_WRONLY | O_RDWR | O_CREAT)) && *fault == READ_ONLY && is_below(path, full) && fails(full, 0);
}

#define OPEN(name)                                   \
  int name(const char *path, int flags, ...) {       \
    REAL(name);                                      \
    if (cannot_open(path, flags)) return -1;         \
    va_list rest;                                    \
    va_start(rest, flags);                           \
    int mode = va_arg(rest, int);                    \
    va_end(rest);                                    \
    int fd = real_##name(path, flags, mode);         \
    opened(fd, path, flags);                         \
    return fd;                                       \
  }
OPEN(open)
OPEN(open64)

int openat(int at, const char *path, int flags, ...) {
  REAL(openat);
  va_list rest;
  va_start(rest, flags);
  int mode = va_arg(rest, int);
  va_end(rest);
  if ((at == AT_FDCWD || path[0] == '/') && cannot_open(path, flags)) return -1;
  int fd = real_openat(at, path, flags, mode);
  if (at == AT_FDCWD || path[0] == '/') opened(fd, path, flags);
  return fd;
}

int close(int fd) {
  REAL(close);
  if (recorded(fd)) {
    pthread_mutex_lock(&gate);
    fd_file[fd] = 0;
    pthread_mutex_unlock(&gate);
  }
  return real_close(fd);
}

static ssize_t wrote(int fd, const void *bytes, ssize_t done, int64_t offset) {
  if (done > 0) record('W', fd_file[fd], offset, bytes, (uint32_t)done);
  pthread_mutex_unlock(&gate);
  return done;
}

#define PWRITE(name, offset_type)                                                     \
  ssize_t name(int fd, const void *bytes, size_t length, offset_type offset) {        \
    REAL(name);                                                                       \
    if (recorded(fd) <= 0) return real_##name(fd, bytes, length, offset);             \
    if (fails(fd_path[fd], 0)) return -1;                                             \
    pthread_mutex_lock(&gate);                                                        \
    return wrote(fd, bytes, real_##name(fd, bytes, length, offset), (int64_t)offset); \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int fd, const void *bytes, size_t length) {
  REAL(write);
  if (recorded(fd) <= 0) return real_write(fd, bytes, length);
  if (fails(fd_path[fd], 0)) return -1;
  pthread_mutex_lock(&gate);
  int64_t offset = lseek(fd, 0, SEEK_CUR);
  return wrote(fd, bytes, real_write(fd, bytes, length), offset);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
  ssize_t total = 0;
  for (int i = 0; i < count; i++) {
    ssize_t n = pwrite(fd, parts[i].iov_base, parts[i].iov_len, offset + total);
    if (n < 0) return total > 0 ? total : n;
    total += n;
  }
  return total;
}

static void synced(int fd) {
  pthread_mutex_lock(&gate);
  if (fd_file[fd] > 0) record('S', fd_file[fd], 0, NULL, 0);
  else record('D', 0, 0, fd_path[fd], (uint32_t)strlen(fd_path[fd]));
  pthread_mutex_unlock(&gate);
}

// Writes between the start and the end of a sync may or may not be covered by it: a mark at its start says which are.
static void syncing(int fd) {
  pthread_mutex_lock(&gate);
  record('B', fd_file[fd], 0, NULL, 0);
  pthread_mutex_unlock(&gate);
}

// What was written before a sync that fails is on the disk or is not, and no later sync makes it so.
static void lost(int fd) {
  int error = errno;
  pthread_mutex_lock(&gate);
  record('F', fd_file[fd], 0, NULL, 0);
  pthread_mutex_unlock(&gate);
  errno = error;
}

#define SYNC(name)                          \
  int name(int fd) {                        \
    REAL(name);                             \
    if (recorded(fd) == 0) return real_##name(fd); \
    if (fails(fd_path[fd], 1)) {            \
      lost(fd);                             \
      return -1;                            \
    }                                       \
    syncing(fd);                            \
    int result = real_##name(fd);           \
    if (result == 0) synced(fd);                  \
    return result;                          \
  }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name, type)                                         \
  int name(int fd, type size) {                                      \
    REAL(name);                                                      \
    if (recorded(fd) <= 0) return real_##name(fd, size);             \
    if (fails(fd_path[fd], 0)) return -1;                            \
    pthread_mutex_lock(&gate);                                       \
    int result = real_##name(fd, size);                              \
    if (result == 0) record('T', fd_file[fd], (int64_t)size, NULL, 0); \
    pthread_mutex_unlock(&gate);                                     \
    return result;                                                   \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int unlink(const char *path) {
  REAL(unlink);
  char full[PATH_MAX];
  struct stat info;
  if (!is_below(path, full)) return real_unlink(path);
  if (fails(full, 0)) return -1;
  pthread_mutex_lock(&gate);
  int known = stat(full, &info) == 0 ? file_of(&info) : 0;
  int result = real_unlink(path);
  if (result == 0) {
    if (known) files[known].live = 0;
    record('U', 0, 0, full, (uint32_t)strlen(full));
  }
  pthread_mutex_unlock(&gate);
  return result;
}

int rename(const char *from, const char *to) {
  REAL(rename);
  char old_name[PATH_MAX], both[2 * PATH_MAX + 1], new_name[PATH_MAX];
  if (!is_below(from, old_name) || !is_below(to, new_name)) return real_rename(from, to);
  if (fails(new_name, 0)) return -1;
  pthread_mutex_lock(&gate);
  int result = real_rename(from, to);
  if (result == 0) {
    int length = snprintf(both, sizeof both, "%s\n%s", old_name, new_name);
    record('R', 0, 0, both, (uint32_t)length);
  }
  pthread_mutex_unlock(&gate);
  return result;
}

int link(const char *from, const char *to) {
  REAL(link);
  char old_name[PATH_MAX], both[2 * PATH_MAX + 1], new_name[PATH_MAX];
  if (!is_below(from, old_name) || !is_below(to, new_name)) return real_link(from, to);
  if (fails(new_name, 0)) return -1;
  pthread_mutex_lock(&gate);
  int result = real_link(from, to);
  if (result == 0) {
    int length = snprintf(both, sizeof both, "%s\n%s", old_name, new_name);
    record('L', 0, 0, both, (uint32_t)length);
  }
  pthread_mutex_unlock(&gate);
  return result;
}

int mkdir(const char *path, mode_t mode) {
  REAL(mkdir);
  char full[PATH_MAX];
  if (!is_below(path, full)) return real_mkdir(path, mode);
  if (fails(full, 0)) return -1;
  pthread_mutex_lock(&gate);
  int result = real_mkdir(path, mode);
  if (result == 0) record('M', 0, 0, full, (uint32_t)strlen(full));
  pthread_mutex_unlock(&gate);
  return result;
}

// .NET looks up its own calls of the C library in the library itself: it gets this one, behind which the C library stands.
void *dlopen(const char *path, int flags) {
  REAL(dlopen);
  Dl_info here;
  if (path && (strcmp(path, "libc.so.6") == 0 || strcmp(path, "libc") == 0) && dladdr((void *)&record, &here)) path = here.dli_fname;
  return real_dlopen(path, flags);
}
