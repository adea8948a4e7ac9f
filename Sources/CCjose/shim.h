#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <cjose/cjose.h>
#include <ifaddrs.h>
#include <stdlib.h>
