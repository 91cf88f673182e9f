import MigrateCLI
import Migrations

await MigrateCLI.main(allMigrations)
