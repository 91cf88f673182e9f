#include "library.h"

#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>

static ccurl_library library;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static atomic_bool is_loaded;

static const char *const names[] = {
#ifdef __APPLE__
    "/usr/lib/libcurl.4.dylib",
#else
    "libcurl.so.4",
    "libcurl-gnutls.so.4",
#endif
};

/// Fills the table; false where a function is missing, which a libcurl before 7.68 (2020) lacks.
static bool resolve(void *handle) {
    const struct {
        const char *name;
        void *place;
    } symbols[] = {
        {"curl_global_init", &library.global_init},
        {"curl_easy_init", &library.easy_init},
        {"curl_easy_reset", &library.easy_reset},
        {"curl_easy_setopt", &library.easy_setopt},
        {"curl_easy_getinfo", &library.easy_getinfo},
        {"curl_easy_strerror", &library.easy_strerror},
        {"curl_easy_cleanup", &library.easy_cleanup},
        {"curl_slist_append", &library.slist_append},
        {"curl_slist_free_all", &library.slist_free_all},
        {"curl_multi_init", &library.multi_init},
        {"curl_multi_add_handle", &library.multi_add_handle},
        {"curl_multi_remove_handle", &library.multi_remove_handle},
        {"curl_multi_perform", &library.multi_perform},
        {"curl_multi_poll", &library.multi_poll},
        {"curl_multi_wakeup", &library.multi_wakeup},
        {"curl_multi_info_read", &library.multi_info_read},
        {"curl_multi_cleanup", &library.multi_cleanup},
    };
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        void *symbol = dlsym(handle, symbols[i].name);
        if (!symbol) {
            return false;
        }
        *(void **)symbols[i].place = symbol;
    }
    return true;
}

static void load(void) {
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        void *handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
        if (!handle) {
            continue;
        }
        if (resolve(handle) && library.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) {
            atomic_store(&is_loaded, true);
            return;
        }
        dlclose(handle);
    }
}

const ccurl_library *ccurl_load(void) {
    pthread_once(&once, load);
    return ccurl_is_loaded() ? &library : NULL;
}

bool ccurl_is_loaded(void) {
    return atomic_load(&is_loaded);
}
