#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <libwebsockets.h>
#include <arpa/inet.h>
#include <string.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

// LWS_PRE is a macro over a computed value, which Swift does not import.
enum { clws_pre = LWS_PRE };

// accept4 is hidden from Swift's Glibc module: non-blocking, close-on-exec. Writes the peer's address as text.
static inline int clws_accept(int listener, char *text, socklen_t room) {
    struct sockaddr_storage peer;
    socklen_t size = sizeof peer;
    int fd = accept4(listener, (struct sockaddr *)&peer, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    text[0] = 0;
    if (fd < 0) return fd;
    if (peer.ss_family == AF_INET)
        inet_ntop(AF_INET, &((struct sockaddr_in *)&peer)->sin_addr, text, room);
    else if (peer.ss_family == AF_INET6)
        inet_ntop(AF_INET6, &((struct sockaddr_in6 *)&peer)->sin6_addr, text, room);
    return fd;
}

// Closes a connection now, politely where its protocol has a way to: the constant is a macro.
static inline void clws_close(struct lws *wsi) { lws_set_timeout(wsi, NO_PENDING_TIMEOUT, LWS_TO_KILL_SYNC); }

// Bytes in the socket's send queue that the peer has not acknowledged; 0 where that cannot be told.
static inline int clws_unacknowledged(struct lws *wsi) {
    int bytes = 0;
    return ioctl(lws_get_socket_fd(wsi), SIOCOUTQ, &bytes) < 0 ? 0 : bytes;
}
