// The functions that begin a stream are macros, because they pass the size of what they fill: Swift cannot call them.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <zlib.h>

/// Begins raw DEFLATE (RFC 1951: no header, no checksum) with a window of 2^window_bits bytes; Z_OK or an error.
static inline int czlib_deflate_begin(z_stream *stream, int level, int window_bits) {
    return deflateInit2(stream, level, Z_DEFLATED, -window_bits, 8, Z_DEFAULT_STRATEGY);
}

/// Begins to read raw DEFLATE, whatever its window; Z_OK or an error.
static inline int czlib_inflate_begin(z_stream *stream) { return inflateInit2(stream, -15); }
