// Compiled into what links qaidam::zip: a static library's objects, and a shared library that nothing refers to, are
// left away by linkers.
#include <qaidam/zip/open_paths.hpp>
