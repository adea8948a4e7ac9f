// What a supervisor and a bench ask of Linux, where Swift cannot call it: `prctl` is variadic, CPU sets are macros.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>

/// Asks for `signal` when the thread that started this process ends; 0, or -1 with `errno`.
static inline int dojo_die_with_parent(int signal) { return prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0); }

/// Makes this process the parent of its descendants whose own parent ends; 0, or -1 with `errno`.
static inline int dojo_adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

/// Has this thread, and what it starts from now on, leave one core to others, if there is another; 0, or -1 with
/// `errno`.
static inline int dojo_avoid_core(int core) {
    cpu_set_t cores;
    if (sched_getaffinity(0, sizeof cores, &cores) != 0) return -1;
    if (CPU_COUNT(&cores) < 2) return 0;
    CPU_CLR(core, &cores);
    return sched_setaffinity(0, sizeof cores, &cores);
}

/// The lowest core that this process may run on; -1 with `errno`.
static inline int dojo_first_core(void) {
    cpu_set_t cores;
    if (sched_getaffinity(0, sizeof cores, &cores) != 0) return -1;
    for (int core = 0; core < CPU_SETSIZE; core++) if (CPU_ISSET(core, &cores)) return core;
    return -1;
}

/// `accept4` for a socket that does not block.
static inline int dojo_accept(int listener) { return accept4(listener, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC); }
