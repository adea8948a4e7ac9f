// What a supervisor asks of Linux, where Swift cannot call it: `prctl` is variadic.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <signal.h>
#include <sys/prctl.h>

/// Asks for `signal` when the thread that started this process ends; 0, or -1 with `errno`.
static inline int dojo_die_with_parent(int signal) { return prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0); }

/// Makes this process the parent of its descendants whose own parent ends; 0, or -1 with `errno`.
static inline int dojo_adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }
