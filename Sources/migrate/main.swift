import MigrateCLI

await MigrateCLI.main()
