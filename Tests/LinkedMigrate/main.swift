import EmbeddedMigrations
import MigrateCLI

await MigrateCLI.main(allMigrations)
