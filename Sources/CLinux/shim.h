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

/// Whether this process may run on `core`.
static inline int dojo_may_run_on(int core) {
    cpu_set_t cores;
    return core >= 0 && core < CPU_SETSIZE && sched_getaffinity(0, sizeof cores, &cores) == 0 && CPU_ISSET(core, &cores);
}

/// The highest number that a core can have.
static inline int dojo_last_core(void) { return CPU_SETSIZE - 1; }

/// `accept4` for a socket that does not block.
static inline int dojo_accept(int listener) { return accept4(listener, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC); }
