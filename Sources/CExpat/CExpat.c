#include "CExpat.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

// libexpat's types are opaque to us; the prototypes below are those of <expat.h> 2.x.
typedef struct XML_ParserStruct *parser;

static struct {
  parser (*create)(const char *encoding, char separator);
  void (*free)(parser);
  void (*set_user_data)(parser, void *);
  void (*set_elements)(parser, void (*start)(void *, const char *, const char **), void (*end)(void *, const char *));
  void (*set_text)(parser, void (*)(void *, const char *, int));
  void (*set_doctype)(parser, void (*)(void *, const char *, const char *, const char *, int));
  int (*parse)(parser, const char *, int, int last);
  int (*stop)(parser, unsigned char resumable);
  int (*error)(parser);
  unsigned long (*line)(parser);
} table;
static int ready;
static char reason[256];
static pthread_once_t once = PTHREAD_ONCE_INIT;

struct cairn_xml {
  parser parser;
  cairn_xml_handlers handlers;
  int why;
};

static void open_library(void) {
  void *library = dlopen("libexpat.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char *why = dlerror();
    snprintf(reason, sizeof reason, "%s", why ? why : "");
    return;
  }
  *(void **)&table.create = dlsym(library, "XML_ParserCreateNS");
  *(void **)&table.free = dlsym(library, "XML_ParserFree");
  *(void **)&table.set_user_data = dlsym(library, "XML_SetUserData");
  *(void **)&table.set_elements = dlsym(library, "XML_SetElementHandler");
  *(void **)&table.set_text = dlsym(library, "XML_SetCharacterDataHandler");
  *(void **)&table.set_doctype = dlsym(library, "XML_SetStartDoctypeDeclHandler");
  *(void **)&table.parse = dlsym(library, "XML_Parse");
  *(void **)&table.stop = dlsym(library, "XML_StopParser");
  *(void **)&table.error = dlsym(library, "XML_GetErrorCode");
  *(void **)&table.line = dlsym(library, "XML_GetCurrentLineNumber");
  ready = table.create && table.free && table.set_user_data && table.set_elements && table.set_text &&
          table.set_doctype && table.parse && table.stop && table.error && table.line;
}

const char *cairn_xml_reason(void) { return reason; }

static void halt(cairn_xml *xml, int why) {
  if (xml->why == cairn_xml_ok) xml->why = why;
  table.stop(xml->parser, 0);
}

static void on_start(void *context, const char *name, const char **attributes) {
  (void)attributes;
  cairn_xml *xml = context;
  if (xml->why == cairn_xml_ok && xml->handlers.start(xml->handlers.context, name)) halt(xml, cairn_xml_stopped);
}

static void on_end(void *context, const char *name) {
  cairn_xml *xml = context;
  if (xml->why == cairn_xml_ok && xml->handlers.end(xml->handlers.context, name)) halt(xml, cairn_xml_stopped);
}

static void on_text(void *context, const char *text, int length) {
  cairn_xml *xml = context;
  if (xml->why == cairn_xml_ok && xml->handlers.text(xml->handlers.context, text, (size_t)length))
    halt(xml, cairn_xml_stopped);
}

static void on_doctype(void *context, const char *name, const char *system, const char *public, int internal) {
  (void)name, (void)system, (void)public, (void)internal;
  halt(context, cairn_xml_doctype);
}

cairn_xml *cairn_xml_new(const cairn_xml_handlers *handlers) {
  pthread_once(&once, open_library);
  if (!ready) return NULL;
  cairn_xml *xml = calloc(1, sizeof *xml);
  if (!xml) return NULL;
  xml->handlers = *handlers;
  xml->parser = table.create(NULL, '|');
  if (!xml->parser) {
    free(xml);
    return NULL;
  }
  table.set_user_data(xml->parser, xml);
  table.set_elements(xml->parser, on_start, on_end);
  table.set_text(xml->parser, on_text);
  table.set_doctype(xml->parser, on_doctype);
  return xml;
}

int cairn_xml_feed(cairn_xml *xml, const char *bytes, size_t length, int last) {
  // The library counts in int.
  while (length > (1u << 30)) {
    int result = cairn_xml_feed(xml, bytes, 1u << 30, 0);
    if (result != cairn_xml_ok) return result;
    bytes += 1u << 30;
    length -= 1u << 30;
  }
  if (table.parse(xml->parser, bytes, (int)length, last) == 1) return cairn_xml_ok;
  if (xml->why != cairn_xml_ok) return xml->why;
  return table.error(xml->parser) == 1 ? cairn_xml_no_memory : cairn_xml_malformed;
}

unsigned long cairn_xml_line(cairn_xml *xml) { return table.line(xml->parser); }

void cairn_xml_free(cairn_xml *xml) {
  if (!xml) return;
  table.free(xml->parser);
  free(xml);
}
