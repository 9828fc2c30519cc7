#ifndef MARTLET_CCOMPRESSION_H
#define MARTLET_CCOMPRESSION_H
#include <zlib.h>
#include <zstd.h>
#endif
