#include "CCurl.h"

#include "library.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/// More headers than this are not kept.
static const size_t headers_limit = 64 * 1024;
/// How long an idle connection is used again. One that a proxy or NAT has forgotten costs a whole time-out.
static const long idle_seconds = 30;

struct ccurl_handle {
    atomic_bool is_cancelled;
    /// Published once made, so that another thread can wake it.
    _Atomic(CURLM *) multi;
    CURL *easy;
};

/// One request under way: what libcurl's callbacks see.
typedef struct {
    const ccurl_library *curl;
    ccurl_handle *handle;
    const ccurl_request *request;
    ccurl_response *response;
    size_t sent;
    size_t body_capacity;
    size_t headers_capacity;
    bool is_too_large;
    char error[CURL_ERROR_SIZE];
} transfer;

ccurl_handle *ccurl_create(void) {
    return calloc(1, sizeof(ccurl_handle));
}

void ccurl_destroy(ccurl_handle *handle) {
    if (!handle) {
        return;
    }
    const ccurl_library *curl = ccurl_is_loaded() ? ccurl_load() : NULL;
    if (curl) {
        CURLM *multi = atomic_load(&handle->multi);
        if (handle->easy) {
            curl->easy_cleanup(handle->easy);
        }
        if (multi) {
            curl->multi_cleanup(multi);
        }
    }
    free(handle);
}

void ccurl_cancel(ccurl_handle *handle) {
    atomic_store(&handle->is_cancelled, true);
    CURLM *multi = atomic_load(&handle->multi);
    if (multi) {
        ccurl_load()->multi_wakeup(multi);
    }
}

void ccurl_response_free(ccurl_response *response) {
    free(response->body);
    free(response->headers);
    memset(response, 0, sizeof *response);
}

/// Appends bytes to a buffer that doubles.
static bool append(uint8_t **buffer, size_t *length, size_t *capacity, const void *bytes, size_t count) {
    if (*length + count > *capacity) {
        size_t larger = *capacity * 2 > *length + count ? *capacity * 2 : *length + count;
        uint8_t *moved = realloc(*buffer, larger);
        if (!moved) {
            return false;
        }
        *buffer = moved;
        *capacity = larger;
    }
    memcpy(*buffer + *length, bytes, count);
    *length += count;
    return true;
}

// MARK: callbacks

static size_t read_body(char *buffer, size_t size, size_t count, void *context) {
    transfer *self = context;
    size_t left = self->request->body_length - self->sent;
    size_t length = size * count < left ? size * count : left;
    memcpy(buffer, self->request->body + self->sent, length);
    self->sent += length;
    self->response->is_sent = self->response->is_sent || length > 0;
    return length;
}

/// libcurl sends a request again when a reused connection ends without an answer, and rewinds the body for that. The server
/// may have executed it by then, so this is refused once a byte has left; CURLOPT_POSTFIELDS could not be refused.
static int seek_body(void *context, curl_off_t offset, int origin) {
    transfer *self = context;
    bool is_start = offset == 0 && origin == SEEK_SET;
    return is_start && self->sent == 0 ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL;
}

static size_t write_body(char *bytes, size_t size, size_t count, void *context) {
    transfer *self = context;
    ccurl_response *response = self->response;
    size_t length = size * count;
    if (length > self->request->response_limit - response->body_length) {
        self->is_too_large = true;
        return 0;
    }
    return append(&response->body, &response->body_length, &self->body_capacity, bytes, length) ? length : 0;
}

static size_t write_header(char *bytes, size_t size, size_t count, void *context) {
    transfer *self = context;
    ccurl_response *response = self->response;
    size_t length = size * count;
    // A status line begins the headers of the next answer, after `100 Continue` for one.
    if (length >= 5 && memcmp(bytes, "HTTP/", 5) == 0) {
        response->headers_length = 0;
        return length;
    }
    if (response->headers_length + length > headers_limit) {
        return length;
    }
    return append(&response->headers, &response->headers_length, &self->headers_capacity, bytes, length) ? length : 0;
}

static int progress(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
    (void)a, (void)b, (void)c, (void)d;
    return atomic_load(&((transfer *)context)->handle->is_cancelled);
}

// MARK: options

#define SET(option, value) \
    if (curl->easy_setopt(easy, (option), (value)) != CURLE_OK) { \
        return false; \
    }

/// HTTP and HTTPS alone, by the option of old where the library has no other.
static bool limit_protocols(const ccurl_library *curl, CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075500
    if (curl->easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK) {
        return true;
    }
#endif
    const CURLoption protocols = (CURLoption)(CURLOPTTYPE_LONG + 181);
    return curl->easy_setopt(easy, protocols, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS)) == CURLE_OK;
}

/// What every request needs, and what is never wanted. Proxies come from the environment, as libcurl does by itself.
static bool set_policy(const ccurl_library *curl, CURL *easy) {
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    // A library without HTTP/2 or without compression does without.
    curl->easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    curl->easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    curl->easy_setopt(easy, CURLOPT_MAXAGE_CONN, idle_seconds);
#if LIBCURL_VERSION_NUM >= 0x075700
    // Else a cancelled name look-up is waited for.
    curl->easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
    return limit_protocols(curl, easy);
}

static bool set_callbacks(const ccurl_library *curl, CURL *easy, transfer *self) {
    SET(CURLOPT_READFUNCTION, read_body);
    SET(CURLOPT_READDATA, self);
    SET(CURLOPT_SEEKFUNCTION, seek_body);
    SET(CURLOPT_SEEKDATA, self);
    SET(CURLOPT_WRITEFUNCTION, write_body);
    SET(CURLOPT_WRITEDATA, self);
    SET(CURLOPT_HEADERFUNCTION, write_header);
    SET(CURLOPT_HEADERDATA, self);
    SET(CURLOPT_XFERINFOFUNCTION, progress);
    SET(CURLOPT_XFERINFODATA, self);
    SET(CURLOPT_NOPROGRESS, 0L);
    SET(CURLOPT_ERRORBUFFER, self->error);
    return true;
}

static bool set_request(const ccurl_library *curl, CURL *easy, const ccurl_request *request, struct curl_slist *headers) {
    SET(CURLOPT_URL, request->url);
    SET(CURLOPT_POST, 1L);
    SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_length);
    SET(CURLOPT_HTTPHEADER, headers);
    SET(CURLOPT_CONNECTTIMEOUT_MS, request->connect_timeout_ms);
    SET(CURLOPT_TIMEOUT_MS, request->timeout_ms);
    if (request->user_agent) {
        SET(CURLOPT_USERAGENT, request->user_agent);
    }
    if (request->certificate_file) {
        SET(CURLOPT_CAINFO, request->certificate_file);
    }
    return true;
}

#undef SET

/// One list entry for each line of the headers; NULL without memory.
static struct curl_slist *header_list(const ccurl_library *curl, const char *lines) {
    // Without this, libcurl waits for `100 Continue` before it sends a large body.
    struct curl_slist *list = curl->slist_append(NULL, "Expect:");
    char *copy = strdup(lines ? lines : "");
    char *rest = copy;
    for (char *line; list && rest && (line = strsep(&rest, "\n"));) {
        if (!*line) {
            continue;
        }
        struct curl_slist *longer = curl->slist_append(list, line);
        if (!longer) {
            curl->slist_free_all(list);
        }
        list = longer;
    }
    free(copy);
    return list;
}

// MARK: running

/// Runs the transfer, waking for `ccurl_cancel`.
static CURLcode run(transfer *self, CURLM *multi, CURL *easy) {
    const ccurl_library *curl = self->curl;
    if (curl->multi_add_handle(multi, easy) != CURLM_OK) {
        return CURLE_FAILED_INIT;
    }
    CURLcode result = CURLE_ABORTED_BY_CALLBACK;
    int running = 1;
    while (running && !atomic_load(&self->handle->is_cancelled)) {
        if (curl->multi_perform(multi, &running) != CURLM_OK) {
            result = CURLE_FAILED_INIT;
            break;
        }
        if (running && curl->multi_poll(multi, NULL, 0, 1000, NULL) != CURLM_OK) {
            result = CURLE_FAILED_INIT;
            break;
        }
    }
    int waiting = 0;
    for (CURLMsg *message; (message = curl->multi_info_read(multi, &waiting));) {
        if (message->msg == CURLMSG_DONE && message->easy_handle == easy) {
            result = message->data.result;
        }
    }
    curl->multi_remove_handle(multi, easy);
    return result;
}

static ccurl_outcome outcome(transfer *self, CURLcode code) {
    if (code == CURLE_OK) {
        return CCURL_ANSWERED;
    }
    if (atomic_load(&self->handle->is_cancelled)) {
        return CCURL_CANCELLED;
    }
    return self->is_too_large ? CCURL_TOO_LARGE : CCURL_FAILED;
}

static bool prepare(ccurl_handle *handle, const ccurl_library *curl) {
    if (!handle->easy) {
        handle->easy = curl->easy_init();
    } else {
        curl->easy_reset(handle->easy);
    }
    if (handle->easy && !atomic_load(&handle->multi)) {
        atomic_store(&handle->multi, curl->multi_init());
    }
    return handle->easy && atomic_load(&handle->multi);
}

static void perform(ccurl_handle *handle, const ccurl_library *curl, const ccurl_request *request, ccurl_response *response) {
    transfer self = {.curl = curl, .handle = handle, .request = request, .response = response};
    CURLcode code = CURLE_FAILED_INIT;
    struct curl_slist *headers = header_list(curl, request->headers);
    bool is_ready = headers && prepare(handle, curl) && set_policy(curl, handle->easy)
        && set_callbacks(curl, handle->easy, &self) && set_request(curl, handle->easy, request, headers);
    if (is_ready) {
        code = run(&self, atomic_load(&handle->multi), handle->easy);
        curl->easy_getinfo(handle->easy, CURLINFO_RESPONSE_CODE, &response->status);
        curl->easy_getinfo(handle->easy, CURLINFO_HTTP_CONNECTCODE, &response->connect_status);
        // What the handle points to goes out of scope.
        curl->easy_reset(handle->easy);
    }
    curl->slist_free_all(headers);
    response->code = (int)code;
    response->outcome = outcome(&self, code);
    snprintf(response->message, sizeof response->message, "%s", *self.error ? self.error : curl->easy_strerror(code));
}

/// Takes back a SIGPIPE that arose while it was blocked, which would end the process once it is not.
static void discard_sigpipe(const sigset_t *pipe) {
    sigset_t pending;
    if (sigpending(&pending) != 0 || !sigismember(&pending, SIGPIPE)) {
        return;
    }
#ifdef __APPLE__
    int number;
    sigwait(pipe, &number);
#else
    const struct timespec none = {0, 0};
    while (sigtimedwait(pipe, NULL, &none) == -1 && errno == EINTR) {
    }
#endif
}

void ccurl_perform(ccurl_handle *handle, const ccurl_request *request, ccurl_response *response) {
    memset(response, 0, sizeof *response);
    if (atomic_load(&handle->is_cancelled)) {
        response->outcome = CCURL_CANCELLED;
        return;
    }
    const ccurl_library *curl = ccurl_load();
    if (!curl) {
        response->outcome = CCURL_MISSING;
        return;
    }
    // With CURLOPT_NOSIGNAL libcurl leaves SIGPIPE alone, and TLS libraries write without MSG_NOSIGNAL.
    sigset_t pipe, before, pending;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    bool was_pending = sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, &before);
    perform(handle, curl, request, response);
    if (!was_pending) {
        discard_sigpipe(&pipe);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}
