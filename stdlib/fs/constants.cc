// The numbers of fs.constants: this system's headers speak for themselves, so that each port gets
// its own.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/bind/bind.h"

namespace gyre::fs {

GYRE_BINDING(fs_constants, bind::constant("UV_FS_SYMLINK_DIR", 1),
             bind::constant("UV_FS_SYMLINK_JUNCTION", 2), bind::constant("O_RDONLY", O_RDONLY),
             bind::constant("O_WRONLY", O_WRONLY), bind::constant("O_RDWR", O_RDWR),
             bind::constant("UV_DIRENT_UNKNOWN", 0), bind::constant("UV_DIRENT_FILE", 1),
             bind::constant("UV_DIRENT_DIR", 2), bind::constant("UV_DIRENT_LINK", 3),
             bind::constant("UV_DIRENT_FIFO", 4), bind::constant("UV_DIRENT_SOCKET", 5),
             bind::constant("UV_DIRENT_CHAR", 6), bind::constant("UV_DIRENT_BLOCK", 7),
             bind::constant("S_IFMT", S_IFMT), bind::constant("S_IFREG", S_IFREG),
             bind::constant("S_IFDIR", S_IFDIR), bind::constant("S_IFCHR", S_IFCHR),
             bind::constant("S_IFBLK", S_IFBLK), bind::constant("S_IFIFO", S_IFIFO),
             bind::constant("S_IFLNK", S_IFLNK), bind::constant("S_IFSOCK", S_IFSOCK),
             bind::constant("O_CREAT", O_CREAT), bind::constant("O_EXCL", O_EXCL),
             bind::constant("UV_FS_O_FILEMAP", 0), bind::constant("O_NOCTTY", O_NOCTTY),
             bind::constant("O_TRUNC", O_TRUNC), bind::constant("O_APPEND", O_APPEND),
             bind::constant("O_DIRECTORY", O_DIRECTORY), bind::constant("O_NOATIME", O_NOATIME),
             bind::constant("O_NOFOLLOW", O_NOFOLLOW), bind::constant("O_SYNC", O_SYNC),
             bind::constant("O_DSYNC", O_DSYNC), bind::constant("O_DIRECT", O_DIRECT),
             bind::constant("O_NONBLOCK", O_NONBLOCK), bind::constant("S_IRWXU", S_IRWXU),
             bind::constant("S_IRUSR", S_IRUSR), bind::constant("S_IWUSR", S_IWUSR),
             bind::constant("S_IXUSR", S_IXUSR), bind::constant("S_IRWXG", S_IRWXG),
             bind::constant("S_IRGRP", S_IRGRP), bind::constant("S_IWGRP", S_IWGRP),
             bind::constant("S_IXGRP", S_IXGRP), bind::constant("S_IRWXO", S_IRWXO),
             bind::constant("S_IROTH", S_IROTH), bind::constant("S_IWOTH", S_IWOTH),
             bind::constant("S_IXOTH", S_IXOTH), bind::constant("F_OK", F_OK),
             bind::constant("R_OK", R_OK), bind::constant("W_OK", W_OK),
             bind::constant("X_OK", X_OK), bind::constant("UV_FS_COPYFILE_EXCL", 1),
             bind::constant("COPYFILE_EXCL", 1), bind::constant("UV_FS_COPYFILE_FICLONE", 2),
             bind::constant("COPYFILE_FICLONE", 2),
             bind::constant("UV_FS_COPYFILE_FICLONE_FORCE", 4),
             bind::constant("COPYFILE_FICLONE_FORCE", 4))

}  // namespace gyre::fs
