// The revisions in versions/ come in through the plugin EmbedMigrations; those in sql/ say the same in SQL.
