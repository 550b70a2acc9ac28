/* A disk that fails or is slow, for one process: it stands between the program and the kernel.
 *
 *     DISK_DIAL    a file whose first word is what to do with the store from now on:
 *                  "whole", "error" (EIO at every write and sync), "unreadable" (EIO at every read),
 *                  or a number: so many milliseconds for every sync
 *     DISK_OF      the beginning of the paths that it is about
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int is_of_store(int fd) {
    char link[64], path[4096];
    const char *of = getenv("DISK_OF");
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0 || of == NULL) return 0;
    path[size] = 0;
    return strncmp(path, of, strlen(of)) == 0;
}

/* Return 1 if the dial says `word`; else the milliseconds that it says go to `slow`. */
static int dial_says(const char *word, long *slow) {
    char text[32] = "";
    const char *dial = getenv("DISK_DIAL");
    int kept = errno, fd = dial ? open(dial, O_RDONLY | O_CLOEXEC) : -1;
    if (fd >= 0) {
        static ssize_t (*real)(int, void *, size_t);
        if (!real) real = dlsym(RTLD_NEXT, "read");
        ssize_t size = real(fd, text, sizeof text - 1);
        if (size > 0) text[size] = 0;
        close(fd);
    }
    errno = kept;
    if (slow) *slow = strtol(text, NULL, 10);
    return strncmp(text, word, strlen(word)) == 0;
}

static int fails(int fd, const char *word) {
    if (!is_of_store(fd) || !dial_says(word, NULL)) return 0;
    errno = EIO;
    return 1;
}

static int sync_waits(int fd) {
    long slow = 0;
    if (!is_of_store(fd)) return 0;
    if (dial_says("error", &slow)) {
        errno = EIO;
        return 1;
    }
    if (slow > 0) {
        struct timespec pause = {slow / 1000, (slow % 1000) * 1000000};
        nanosleep(&pause, NULL);
    }
    return 0;
}

#define REAL(name) static __typeof__(name) *real; if (!real) real = dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *data, size_t size) {
    REAL(write);
    return fails(fd, "error") ? -1 : real(fd, data, size);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    REAL(pwrite);
    return fails(fd, "error") ? -1 : real(fd, data, size, at);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    REAL(pwrite64);
    return fails(fd, "error") ? -1 : real(fd, data, size, at);
}
ssize_t pread(int fd, void *data, size_t size, off_t at) {
    REAL(pread);
    return fails(fd, "unreadable") ? -1 : real(fd, data, size, at);
}
ssize_t pread64(int fd, void *data, size_t size, off64_t at) {
    REAL(pread64);
    return fails(fd, "unreadable") ? -1 : real(fd, data, size, at);
}
int fsync(int fd) {
    REAL(fsync);
    return sync_waits(fd) ? -1 : real(fd);
}
int fdatasync(int fd) {
    REAL(fdatasync);
    return sync_waits(fd) ? -1 : real(fd);
}
