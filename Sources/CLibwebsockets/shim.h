#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <libwebsockets.h>
#include <sys/socket.h>

// LWS_PRE is a macro over a computed value, which Swift does not import.
enum { clws_pre = LWS_PRE };

// accept4 is hidden from Swift's Glibc module: non-blocking, close-on-exec.
static inline int clws_accept(int listener) {
    return accept4(listener, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC);
}
