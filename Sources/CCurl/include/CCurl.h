#ifndef CCURL_H
#define CCURL_H

// libcurl behind a table filled by dlopen on first use: who never leaves the machine never loads it and its thirty
// libraries. Everything is checked by the compiler against curl's own header, whose constants (CURLOPT_…, CURLE_…)
// are used as they are. The variadic functions are given one function per type of argument.

#include <curl/curl.h>
#include <stddef.h>
#include <stdint.h>

/// Opens the library once per process. NULL when it is there, else why it is not. Nothing below may be called before.
const char *ccurl_load(void);
/// "7.88.1", and what TLS library it speaks through. Never NULL after a load.
const char *ccurl_version(void);
/// Whether the library was built with a scheme: "sftp".
int ccurl_speaks(const char *scheme);

/// One transfer's handle; a `CURL *`.
void *ccurl_new(void);
void ccurl_free(void *easy);
int ccurl_set_number(void *easy, CURLoption option, long value);
int ccurl_set_size(void *easy, CURLoption option, int64_t value);
/// The text is copied. NULL sets the option back.
int ccurl_set_text(void *easy, CURLoption option, const char *value);
/// The list must live as long as the transfer.
int ccurl_set_list(void *easy, CURLoption option, struct curl_slist *list);

typedef size_t ccurl_data(char *bytes, size_t size, size_t count, void *context);
typedef int ccurl_seek(void *context, curl_off_t offset, int origin);
/// `receive` gets the body, `header` each line of the head, `send` fills the body that goes up, `seek` sets it back.
int ccurl_set_callbacks(
  void *easy, ccurl_data *receive, ccurl_data *header, ccurl_data *send, ccurl_seek *seek, void *context);

typedef int ccurl_known_host(
  CURL *easy, const struct curl_khkey *known, const struct curl_khkey *found, enum curl_khmatch match,
  void *context);
/// Asked about a host's key (sftp): returns a CURLKHSTAT_….
int ccurl_set_known_host(void *easy, ccurl_known_host *function, void *context);

int64_t ccurl_number(void *easy, CURLINFO what);
int64_t ccurl_size(void *easy, CURLINFO what);
/// NULL when there is none; valid until the handle's next transfer.
const char *ccurl_text(void *easy, CURLINFO what);
int ccurl_pause(void *easy, int what);
const char *ccurl_error_text(int code);
/// Where the library writes what went wrong, in words: CURL_ERROR_SIZE bytes.
int ccurl_set_error_buffer(void *easy, char *buffer);

/// Many transfers on one thread; a `CURLM *`.
void *ccurl_multi_new(long connections);
void ccurl_multi_free(void *multi);
int ccurl_multi_add(void *multi, void *easy);
int ccurl_multi_remove(void *multi, void *easy);
/// Does what can be done without waiting.
int ccurl_multi_perform(void *multi, int *running);
/// Waits until something can be done, at most so long.
int ccurl_multi_poll(void *multi, int milliseconds);
/// The next transfer that has ended, and how; NULL when there is no more.
void *ccurl_multi_ended(void *multi, int *code);

struct curl_slist *ccurl_list_append(struct curl_slist *list, const char *line);
void ccurl_list_free(struct curl_slist *list);

#endif
