// The revisions in versions/ come in through the plugin EmbedMigrations.
