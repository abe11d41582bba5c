/// The commit that this program was built from, or "" for a build that was not told it.
///
/// In C because a Swift compiler takes no value from its command line, and a generated source would have to be there for
/// every plain build.
const char *_Nonnull dropbox_connector_commit(void);
