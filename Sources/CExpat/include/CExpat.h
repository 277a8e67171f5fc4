// libexpat behind a table filled by dlopen on first use: who never talks to a server never loads it.
#ifndef CEXPAT_H
#define CEXPAT_H

#include <stddef.h>

/// One document being read.
typedef struct cairn_xml cairn_xml;

/// What is called while a document is read. A name is `namespace|local`, or `local` without a namespace. A call
/// that returns something else than 0 stops the reading.
typedef struct cairn_xml_handlers {
  void *context;
  int (*start)(void *context, const char *name);
  int (*end)(void *context, const char *name);
  int (*text)(void *context, const char *text, size_t length);
} cairn_xml_handlers;

enum {
  cairn_xml_ok = 0,
  /// Not well-formed, or cut short.
  cairn_xml_malformed,
  /// A document type declaration: the way to entities and other files.
  cairn_xml_doctype,
  /// A handler said stop.
  cairn_xml_stopped,
  cairn_xml_no_memory
};

/// NULL when there is no libexpat.
cairn_xml *cairn_xml_new(const cairn_xml_handlers *handlers);
/// After that: why it can't be loaded, in the loader's words.
const char *cairn_xml_reason(void);
/// One of the results above. Nothing may follow what isn't ok, nor the `last` piece.
int cairn_xml_feed(cairn_xml *xml, const char *bytes, size_t length, int last);
unsigned long cairn_xml_line(cairn_xml *xml);
void cairn_xml_free(cairn_xml *xml);

#endif
