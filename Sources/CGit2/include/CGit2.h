#ifndef CGIT2_H
#define CGIT2_H

#endif
