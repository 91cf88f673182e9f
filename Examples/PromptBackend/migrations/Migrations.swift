// A target needs a Swift file; the plugin EmbedMigrations adds `allMigrations`, made from versions/.
