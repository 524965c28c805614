/* Preloaded library: the n-th of the chosen system calls on files below some folders fails, or
 * ends the process. Calls on other files are neither counted nor changed.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { OPEN = 1, WRITE = 2, SYNC = 4, RENAME = 8, MAP = 16, RESERVE = 32 };
#define FILES 65536

static char *folder;             /* of which the calls are counted */
static int chosen, error_number; /* kinds of calls, as a sum; 0 as error: SIGKILL */
static long fail_at, calls;
static char inside[FILES]; /* open files below the folder */

void arm(const char *path, int kinds, long number, int error) {
    folder = strdup(path);
    chosen = kinds;
    fail_at = number;
    error_number = error;
}

long counted(void) { return calls; }

static int is_below(int at, const char *path) {
    if (folder == NULL) return 0;
    if (path[0] != '/' && at >= 0 && at < FILES) return inside[at];
    size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == 0);
}

static int is_open(int file) { return folder != NULL && file >= 0 && file < FILES && inside[file]; }

/* Returns 1 if this call is to fail. */
static int fails(int kind) {
    if (!(chosen & kind)) return 0;
    if (__atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST) != fail_at) return 0;
    if (error_number == 0) kill(getpid(), SIGKILL);
    errno = error_number;
    return 1;
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (real == NULL) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static int opened(int at, const char *path, int file) {
    if (file >= 0 && file < FILES) inside[file] = is_below(at, path);
    return file;
}

#define OPEN_AS(name) \
    int name(const char *path, int flags, ...) { \
        va_list rest; va_start(rest, flags); int mode = va_arg(rest, int); va_end(rest); \
        REAL(int, #name, const char *, int, ...); \
        if (is_below(AT_FDCWD, path) && fails(OPEN)) return -1; \
        return opened(AT_FDCWD, path, real(path, flags, mode)); \
    }
#define OPENAT_AS(name) \
    int name(int at, const char *path, int flags, ...) { \
        va_list rest; va_start(rest, flags); int mode = va_arg(rest, int); va_end(rest); \
        REAL(int, #name, int, const char *, int, ...); \
        if (is_below(at, path) && fails(OPEN)) return -1; \
        return opened(at, path, real(at, path, flags, mode)); \
    }
OPEN_AS(open)
OPEN_AS(open64)
OPENAT_AS(openat)
OPENAT_AS(openat64)

int close(int file) {
    REAL(int, "close", int);
    if (file >= 0 && file < FILES) inside[file] = 0;
    return real(file);
}

ssize_t write(int file, const void *data, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    if (is_open(file) && (chosen & WRITE)) {
        if (calls + 1 == fail_at) real(file, data, size / 2); /* a part of it is written */
        if (fails(WRITE)) return -1;
    }
    return real(file, data, size);
}

#define SYNC_AS(name) \
    int name(int file) { \
        REAL(int, #name, int); \
        return is_open(file) && fails(SYNC) ? -1 : real(file); \
    }
SYNC_AS(fsync)
SYNC_AS(fdatasync)

#define RENAME_AS(name) \
    int name(const char *old, const char *new) { \
        REAL(int, #name, const char *, const char *); \
        return is_below(AT_FDCWD, new) && fails(RENAME) ? -1 : real(old, new); \
    }
RENAME_AS(rename)
RENAME_AS(link)

int renameat2(int at, const char *old, int to, const char *new, unsigned int flags) {
    REAL(int, "renameat2", int, const char *, int, const char *, unsigned int);
    return is_below(to, new) && fails(RENAME) ? -1 : real(at, old, to, new, flags);
}

#define MAP_AS(name) \
    void *name(void *at, size_t size, int access, int flags, int file, off_t offset) { \
        REAL(void *, #name, void *, size_t, int, int, int, off_t); \
        if (!(flags & MAP_ANONYMOUS) && is_open(file) && fails(MAP)) return MAP_FAILED; \
        return real(at, size, access, flags, file, offset); \
    }
MAP_AS(mmap)
MAP_AS(mmap64)

#define TRUNCATE_AS(name) \
    int name(int file, off_t size) { \
        REAL(int, #name, int, off_t); \
        return is_open(file) && fails(RESERVE) ? -1 : real(file, size); \
    }
TRUNCATE_AS(ftruncate)
TRUNCATE_AS(ftruncate64)

#define RESERVE_AS(name) \
    int name(int file, off_t offset, off_t size) { \
        REAL(int, #name, int, off_t, off_t); \
        return is_open(file) && fails(RESERVE) ? error_number : real(file, offset, size); \
    }
RESERVE_AS(posix_fallocate)
RESERVE_AS(posix_fallocate64)
