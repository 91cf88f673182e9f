// migrate:support

func word() -> String { "three" }
