#include "BuildInformation.h"

#ifndef DROPBOX_CONNECTOR_COMMIT
#define DROPBOX_CONNECTOR_COMMIT ""
#endif

const char *dropbox_connector_commit(void) { return DROPBOX_CONNECTOR_COMMIT; }
