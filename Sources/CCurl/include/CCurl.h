#ifndef CCURL_H
#define CCURL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Connections, kept for reuse. One request at a time; only `ccurl_cancel` may be called meanwhile.
typedef struct ccurl_handle ccurl_handle;

/// How a request ended.
typedef enum {
    /// There is an answer, whatever its status.
    CCURL_ANSWERED,
    /// libcurl gave up; `code` and `message` say why.
    CCURL_FAILED,
    /// `ccurl_cancel` was called.
    CCURL_CANCELLED,
    /// The answer is larger than `response_limit`.
    CCURL_TOO_LARGE,
    /// libcurl is not installed.
    CCURL_MISSING,
} ccurl_outcome;

/// A POST request; nothing of it is kept.
typedef struct {
    const char *url;
    /// `Name: value`, separated by line feeds.
    const char *headers;
    const uint8_t *body;
    size_t body_length;
    const char *user_agent;
    /// A PEM file of certificates to trust; NULL for those of the system.
    const char *certificate_file;
    /// From the name look-up to the end of the TLS handshake.
    long connect_timeout_ms;
    /// The whole request.
    long timeout_ms;
    size_t response_limit;
} ccurl_request;

/// The answer, to be freed with `ccurl_response_free`.
typedef struct {
    ccurl_outcome outcome;
    /// A CURLcode.
    int code;
    /// Whether any byte of the body left for the server. Where none did, it cannot have acted on the request.
    bool is_sent;
    long status;
    /// The status of the answer of a proxy to CONNECT, 0 where none was asked.
    long connect_status;
    uint8_t *body;
    size_t body_length;
    /// The header lines of the last answer, each with its line end.
    uint8_t *headers;
    size_t headers_length;
    char message[256];
} ccurl_response;

/// Makes a handle without loading libcurl; NULL without memory.
ccurl_handle *ccurl_create(void);

/// Closes the connections; no request may be running.
void ccurl_destroy(ccurl_handle *handle);

/// Performs a request, blocking, and never sends its body a second time. Loads libcurl at the first call.
void ccurl_perform(ccurl_handle *handle, const ccurl_request *request, ccurl_response *response);

/// Ends the running request and all later ones; may be called from any thread and from a signal handler's thread.
void ccurl_cancel(ccurl_handle *handle);

void ccurl_response_free(ccurl_response *response);

/// Whether this process has loaded libcurl.
bool ccurl_is_loaded(void);

#endif
