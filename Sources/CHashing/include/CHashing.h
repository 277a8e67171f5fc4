#ifndef CHASHING_H
#define CHASHING_H

#endif
