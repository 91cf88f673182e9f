extension HranaCondition {
    /// The condition as version 2 can say it: `is_autocommit` is left out of conjunctions, where it only adds to what must hold.
    ///
    /// `nil` where nothing would be left, or where leaving it out would turn the meaning.
    var withoutAutocommit: HranaCondition? {
        guard namesAutocommit else { return self }
        guard case .and(let conditions) = self else { return nil }
        var kept: [HranaCondition] = []
        for condition in conditions where !condition.isAutocommitAlone {
            guard let lowered = condition.withoutAutocommit else { return nil }
            kept.append(lowered)
        }
        guard let first = kept.first else { return nil }
        return kept.count == 1 ? first : .and(kept)
    }

    private var isAutocommitAlone: Bool {
        self == .isAutocommit || self == .not(.isAutocommit)
    }

    private var namesAutocommit: Bool {
        switch self {
        case .isAutocommit: true
        case .ok, .error: false
        case .not(let condition): condition.namesAutocommit
        case .and(let conditions), .or(let conditions): conditions.contains(where: \.namesAutocommit)
        }
    }

    /// The steps that it looks at.
    var steps: [Int] {
        switch self {
        case .isAutocommit: []
        case .ok(let step), .error(let step): [step]
        case .not(let condition): condition.steps
        case .and(let conditions), .or(let conditions): conditions.flatMap(\.steps)
        }
    }
}
