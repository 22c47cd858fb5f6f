// The numbers of os.constants, from this system's headers.
#include <dlfcn.h>

#include <cerrno>
#include <csignal>

#include "runtime/bind/bind.h"

namespace gyre::os_module {

GYRE_BINDING(os_errno, bind::constant("E2BIG", E2BIG), bind::constant("EACCES", EACCES),
             bind::constant("EADDRINUSE", EADDRINUSE),
             bind::constant("EADDRNOTAVAIL", EADDRNOTAVAIL),
             bind::constant("EAFNOSUPPORT", EAFNOSUPPORT), bind::constant("EAGAIN", EAGAIN),
             bind::constant("EALREADY", EALREADY), bind::constant("EBADF", EBADF),
             bind::constant("EBADMSG", EBADMSG), bind::constant("EBUSY", EBUSY),
             bind::constant("ECANCELED", ECANCELED), bind::constant("ECHILD", ECHILD),
             bind::constant("ECONNABORTED", ECONNABORTED),
             bind::constant("ECONNREFUSED", ECONNREFUSED), bind::constant("ECONNRESET", ECONNRESET),
             bind::constant("EDEADLK", EDEADLK), bind::constant("EDESTADDRREQ", EDESTADDRREQ),
             bind::constant("EDOM", EDOM), bind::constant("EDQUOT", EDQUOT),
             bind::constant("EEXIST", EEXIST), bind::constant("EFAULT", EFAULT),
             bind::constant("EFBIG", EFBIG), bind::constant("EHOSTUNREACH", EHOSTUNREACH),
             bind::constant("EIDRM", EIDRM), bind::constant("EILSEQ", EILSEQ),
             bind::constant("EINPROGRESS", EINPROGRESS), bind::constant("EINTR", EINTR),
             bind::constant("EINVAL", EINVAL), bind::constant("EIO", EIO),
             bind::constant("EISCONN", EISCONN), bind::constant("EISDIR", EISDIR),
             bind::constant("ELOOP", ELOOP), bind::constant("EMFILE", EMFILE),
             bind::constant("EMLINK", EMLINK), bind::constant("EMSGSIZE", EMSGSIZE),
             bind::constant("EMULTIHOP", EMULTIHOP), bind::constant("ENAMETOOLONG", ENAMETOOLONG),
             bind::constant("ENETDOWN", ENETDOWN), bind::constant("ENETRESET", ENETRESET),
             bind::constant("ENETUNREACH", ENETUNREACH), bind::constant("ENFILE", ENFILE),
             bind::constant("ENOBUFS", ENOBUFS), bind::constant("ENODATA", ENODATA),
             bind::constant("ENODEV", ENODEV), bind::constant("ENOENT", ENOENT),
             bind::constant("ENOEXEC", ENOEXEC), bind::constant("ENOLCK", ENOLCK),
             bind::constant("ENOLINK", ENOLINK), bind::constant("ENOMEM", ENOMEM),
             bind::constant("ENOMSG", ENOMSG), bind::constant("ENOPROTOOPT", ENOPROTOOPT),
             bind::constant("ENOSPC", ENOSPC), bind::constant("ENOSR", ENOSR),
             bind::constant("ENOSTR", ENOSTR), bind::constant("ENOSYS", ENOSYS),
             bind::constant("ENOTCONN", ENOTCONN), bind::constant("ENOTDIR", ENOTDIR),
             bind::constant("ENOTEMPTY", ENOTEMPTY), bind::constant("ENOTSOCK", ENOTSOCK),
             bind::constant("ENOTSUP", ENOTSUP), bind::constant("ENOTTY", ENOTTY),
             bind::constant("ENXIO", ENXIO), bind::constant("EOPNOTSUPP", EOPNOTSUPP),
             bind::constant("EOVERFLOW", EOVERFLOW), bind::constant("EPERM", EPERM),
             bind::constant("EPIPE", EPIPE), bind::constant("EPROTO", EPROTO),
             bind::constant("EPROTONOSUPPORT", EPROTONOSUPPORT),
             bind::constant("EPROTOTYPE", EPROTOTYPE), bind::constant("ERANGE", ERANGE),
             bind::constant("EROFS", EROFS), bind::constant("ESPIPE", ESPIPE),
             bind::constant("ESRCH", ESRCH), bind::constant("ESTALE", ESTALE),
             bind::constant("ETIME", ETIME), bind::constant("ETIMEDOUT", ETIMEDOUT),
             bind::constant("ETXTBSY", ETXTBSY), bind::constant("EWOULDBLOCK", EWOULDBLOCK),
             bind::constant("EXDEV", EXDEV))

GYRE_BINDING(os_signals, bind::constant("SIGHUP", SIGHUP), bind::constant("SIGINT", SIGINT),
             bind::constant("SIGQUIT", SIGQUIT), bind::constant("SIGILL", SIGILL),
             bind::constant("SIGTRAP", SIGTRAP), bind::constant("SIGABRT", SIGABRT),
             bind::constant("SIGIOT", SIGIOT), bind::constant("SIGBUS", SIGBUS),
             bind::constant("SIGFPE", SIGFPE), bind::constant("SIGKILL", SIGKILL),
             bind::constant("SIGUSR1", SIGUSR1), bind::constant("SIGSEGV", SIGSEGV),
             bind::constant("SIGUSR2", SIGUSR2), bind::constant("SIGPIPE", SIGPIPE),
             bind::constant("SIGALRM", SIGALRM), bind::constant("SIGTERM", SIGTERM),
             bind::constant("SIGCHLD", SIGCHLD), bind::constant("SIGSTKFLT", SIGSTKFLT),
             bind::constant("SIGCONT", SIGCONT), bind::constant("SIGSTOP", SIGSTOP),
             bind::constant("SIGTSTP", SIGTSTP), bind::constant("SIGTTIN", SIGTTIN),
             bind::constant("SIGTTOU", SIGTTOU), bind::constant("SIGURG", SIGURG),
             bind::constant("SIGXCPU", SIGXCPU), bind::constant("SIGXFSZ", SIGXFSZ),
             bind::constant("SIGVTALRM", SIGVTALRM), bind::constant("SIGPROF", SIGPROF),
             bind::constant("SIGWINCH", SIGWINCH), bind::constant("SIGIO", SIGIO),
             bind::constant("SIGPOLL", SIGPOLL), bind::constant("SIGPWR", SIGPWR),
             bind::constant("SIGSYS", SIGSYS))

GYRE_BINDING(os_dlopen, bind::constant("RTLD_LAZY", RTLD_LAZY),
             bind::constant("RTLD_NOW", RTLD_NOW), bind::constant("RTLD_GLOBAL", RTLD_GLOBAL),
             bind::constant("RTLD_LOCAL", RTLD_LOCAL),
             bind::constant("RTLD_DEEPBIND", RTLD_DEEPBIND))

}  // namespace gyre::os_module
